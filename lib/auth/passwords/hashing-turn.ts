import { inTurn } from "#lib/auth/passwords/in-turn";
import { FairQueue } from "#lib/bounds/fair-queue";
import { single } from "#lib/process";

/**
 * Hashing runs on the four threads that Node also uses for files and names. Two of them stay free. A hash takes about
 * 50 ms, so a full queue is a few seconds long.
 */
const ALLOWANCE = { limit: 2, parts: { owner: 1 } };
const WAITING_MAX = 200;

/**
 * Waits for a turn to hash, and hashes.
 * @param address the address of the client; null for work of Latchkey itself
 * @throws AppError UNAVAILABLE when too many passwords wait
 */
export function inHashingTurn<Result>(address: string | null, work: () => Promise<Result>): Promise<Result> {
  return inTurn(
    single("hashing-turns", () => new FairQueue(ALLOWANCE, WAITING_MAX)),
    address,
    work,
  );
}
