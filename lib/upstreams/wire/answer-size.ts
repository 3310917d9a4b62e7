import { env } from "#lib/env";

const MIB = 1024 * 1024;

/** An answer up to this size is read as it comes. A larger one waits for memory, so many of them cannot fill it. */
export const LARGE_ANSWER_BYTES = 256 * 1024;

/**
 * Waits until an answer of this many bytes may be held in memory.
 * @returns a function that releases the memory
 */
export type AcquireMemory = (bytes: number) => Promise<() => void>;

/** The largest answer of a server, in bytes. */
export function answerMaxBytes(): number {
  return env().MAX_ANSWER_MIB * MIB;
}
