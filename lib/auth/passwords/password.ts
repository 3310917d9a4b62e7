import { hash, verify } from "@node-rs/argon2";
import { inHashingTurn } from "#lib/auth/passwords/hashing-turn";
import { estimateStrength } from "#lib/auth/passwords/strength";
import { invalidField } from "#lib/errors";
import { single } from "#lib/process";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { networkOf } from "#lib/rate-limit/network";

/**
 * The parameters that OWASP's password storage cheat sheet recommends for argon2id: 19 MiB, two passes, one lane. The
 * package uses argon2id by default.
 */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The lowest accepted zxcvbn score, from 0 to 4. An attacker finds a lower one with fewer than a million guesses. */
const MIN_SCORE = 2;

/**
 * Hashes a password with argon2id.
 * @param address the address of the client, for a fair turn; null for work of Latchkey itself
 * @returns the hash in PHC string format, which includes the parameters and the salt
 * @throws AppError UNAVAILABLE when too many passwords wait to be hashed
 */
export function hashPassword(password: string, address: string | null = null): Promise<string> {
  return inHashingTurn(address, () => hash(password, ARGON2_OPTIONS));
}

/**
 * Says whether `password` is the one that was hashed. Without a stored hash it compares with a decoy, so the time does
 * not tell whether an account exists.
 * @param address the address of the client, for a fair turn; null for work of Latchkey itself
 * @throws AppError UNAVAILABLE when too many passwords wait to be checked
 */
export async function verifyPassword(
  stored: string | null | undefined,
  password: string,
  address: string | null = null,
): Promise<boolean> {
  const compared = stored ?? (await decoyHash());
  const matches = await inHashingTurn(address, () => verify(compared, password));
  return matches && stored !== null && stored !== undefined;
}

function decoyHash(): Promise<string> {
  return single("decoy-hash", () => hash("nobody has this password", ARGON2_OPTIONS));
}

/**
 * Refuses a password that is common or easy to guess. Attempts are limited by network, because each costs processor time.
 * @param field the name of the password field in the form
 * @param personal words that an attacker tries first: the person's name and email, the workspace's name
 * @param address the address of the client; null for an operator at the machine, who has no limit
 * @throws AppError INVALID_INPUT; RATE_LIMITED; UNAVAILABLE when too many passwords wait to be estimated
 */
export async function requireStrongPassword(
  field: string,
  password: string,
  personal: string[],
  address: string | null,
): Promise<void> {
  if (address !== null) await ALLOWANCES.passwordEstimates.take({ network: networkOf(address) });
  if ((await estimateStrength(password, personal, address)) >= MIN_SCORE) return;
  throw invalidField(
    field,
    "This password is easy to guess. Use several unrelated words, or let a password manager make one.",
  );
}
