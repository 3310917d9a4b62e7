import { env } from "#lib/env";

const MIB = 1024 * 1024;

/** Up to this size an answer is read as it comes; a larger one takes its turn, so that many cannot fill the memory. */
export const LARGE_ANSWER_BYTES = 256 * 1024;

/**
 * Waits until an answer of so many bytes may be held.
 * @returns to be called once it is held no longer
 */
export type AcquireMemory = (bytes: number) => Promise<() => void>;

/** The most that one answer of a server may have. */
export function answerMaxBytes(): number {
  return env().MAX_ANSWER_MIB * MIB;
}
