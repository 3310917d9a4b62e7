import { inTurn } from "#lib/auth/passwords/in-turn";
import { StrengthThread } from "#lib/auth/passwords/strength-thread";
import { FairQueue } from "#lib/bounds/fair-queue";
import { single } from "#lib/process";

/** More characters only make a password harder to guess, and the time of an estimate grows faster than its length. */
export const ESTIMATED_CHARACTERS = 64;

/** The thread estimates one password after the other. */
const ALLOWANCE = { limit: 1 };
const WAITING_MAX = 50;

/**
 * Estimates how hard a password is to guess, in a thread of its own.
 * @param personal words that an attacker tries first
 * @param address the address of the client, for a fair turn; null for work of Latchkey itself
 * @returns the score of zxcvbn, from 0 to 4
 * @throws AppError UNAVAILABLE when too many passwords wait
 */
export function estimateStrength(password: string, personal: string[], address: string | null): Promise<number> {
  const [estimated = "", ...words] = [password, ...personal].map((text) => text.slice(0, ESTIMATED_CHARACTERS));
  const turns = single("strength-turns", () => new FairQueue(ALLOWANCE, WAITING_MAX));
  return inTurn(turns, address, () => single("strength-thread", () => new StrengthThread()).estimate(estimated, words));
}
