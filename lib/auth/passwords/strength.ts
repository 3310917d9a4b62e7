import { FairTurns } from "#lib/auth/passwords/fair-turns";
import { StrengthThread } from "#lib/auth/passwords/strength-thread";
import { single } from "#lib/process";

/** More characters only make a password harder to guess, and the time of an estimate grows faster than its length. */
export const ESTIMATED_CHARACTERS = 64;

/** The thread estimates one password after the other. */
const LIMITS = { running: 1, runningOfOne: 1, waiting: 50, waitingOfOne: 5 };

/**
 * Estimates how hard a password is to guess, in a thread of its own.
 * @param personal words that an attacker tries first
 * @param address the address of the client, for a fair turn; null for work of Latchkey itself
 * @returns the score of zxcvbn, from 0 to 4
 * @throws AppError UNAVAILABLE when too many passwords wait
 */
export function estimateStrength(password: string, personal: string[], address: string | null): Promise<number> {
  const [estimated = "", ...words] = [password, ...personal].map((text) => text.slice(0, ESTIMATED_CHARACTERS));
  const turns = single("strength-turns", () => new FairTurns(LIMITS));
  return turns.run(address, () => single("strength-thread", () => new StrengthThread()).estimate(estimated, words));
}
