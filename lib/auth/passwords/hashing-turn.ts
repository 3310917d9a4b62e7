import { FairTurns } from "#lib/auth/passwords/fair-turns";
import { single } from "#lib/process";

/**
 * Hashing runs on the four threads that Node also uses for files and names. Two of them stay free. A hash takes about
 * 50 ms, so a full queue is a few seconds long.
 */
const LIMITS = { running: 2, runningOfOne: 1, waiting: 200, waitingOfOne: 20 };

/**
 * Waits for a turn to hash, and hashes.
 * @param address the address of the client; null for work of Latchkey itself
 * @throws AppError UNAVAILABLE when too many passwords wait
 */
export function inHashingTurn<Result>(address: string | null, work: () => Promise<Result>): Promise<Result> {
  return single("hashing-turns", () => new FairTurns(LIMITS)).run(address, work);
}
