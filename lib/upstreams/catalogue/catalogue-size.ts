import { env } from "#lib/env";

const MIB = 1024 * 1024;

/** The most bytes of all catalogues of a workspace together, and of all catalogues that one key reaches. */
export function catalogueBudgetBytes(): number {
  return env().MAX_CATALOGUE_MIB * MIB;
}

/** A parsed catalogue takes about four times as many bytes of memory as its text. */
const MEMORY_PER_BYTE = 4;
/** What a server takes in memory besides its catalogue. */
const SERVER_BYTES = 4 * 1024;

/** A character of a text in memory. */
const BYTES_PER_CHARACTER = 2;

/** Estimates the bytes of memory that a server with this catalogue takes. */
export function memoryOf({ bytes, keptCharacters = 0 }: { bytes: number; keptCharacters?: number }): number {
  return SERVER_BYTES + MEMORY_PER_BYTE * bytes + BYTES_PER_CHARACTER * keptCharacters;
}
