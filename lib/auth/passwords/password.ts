import { hash, verify } from "@node-rs/argon2";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { invalidField } from "#lib/errors";
import { single } from "#lib/process";

/**
 * The parameters that OWASP's password storage cheat sheet recommends for argon2id: 19 MiB, two passes, one lane. The
 * package uses argon2id by default.
 */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The lowest accepted zxcvbn score, from 0 to 4. An attacker finds a lower one with fewer than a million guesses. */
const MIN_SCORE = 2;

/**
 * Hashes a password with argon2id.
 * @returns the hash in PHC string format, which includes the parameters and the salt
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2_OPTIONS);
}

/**
 * Says whether `password` is the one that was hashed. Without a stored hash it compares with a decoy, so the time does
 * not tell whether an account exists.
 */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const compared = stored ?? (await decoyHash());
  const matches = await verify(compared, password);
  return matches && stored !== null && stored !== undefined;
}

function decoyHash(): Promise<string> {
  return single("decoy-hash", () => hashPassword("nobody has this password"));
}

/**
 * Refuses a password that is common or easy to guess.
 * @param field the name of the password field in the form
 * @param personal words that an attacker tries first: the person's name and email, the workspace's name
 * @throws AppError INVALID_INPUT
 */
export function requireStrongPassword(field: string, password: string, personal: string[]): void {
  const estimator = single("password-estimator", () => new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }));
  const { score } = estimator.check(password, personal);
  if (score >= MIN_SCORE) return;
  throw invalidField(
    field,
    "This password is easy to guess. Use several unrelated words, or let a password manager make one.",
  );
}
