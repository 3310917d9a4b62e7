import { hash, verify } from "@node-rs/argon2";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { invalidField } from "#lib/errors";
import { single } from "#lib/process";

/** OWASP's password storage cheat sheet: argon2id with 19 MiB, two passes, one lane. The package's own default algorithm is argon2id. */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** zxcvbn scores from 0 to 4; below 2 an online attacker guesses it (fewer than a million tries). */
const MIN_SCORE = 2;

/** @returns the hash in PHC string format, parameters and salt included */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2_OPTIONS);
}

/**
 * Whether `password` is the one that was hashed. Takes as long when there is no hash, so that the time
 * does not tell whether an account exists.
 */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const known = stored ?? (await decoyHash());
  const matches = await verify(known, password);
  return matches && stored !== null && stored !== undefined;
}

function decoyHash(): Promise<string> {
  return single("decoy-hash", () => hashPassword("nobody has this password"));
}

/**
 * Refuses passwords that are common or easy to guess.
 * @param field the form's name for the password
 * @param personal words that an attacker would try first: name, email, workspace
 * @throws AppError INVALID_INPUT
 */
export function refuseGuessable(field: string, password: string, personal: string[]): void {
  const estimator = single("password-estimator", () => new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }));
  const { score } = estimator.check(password, personal);
  if (score >= MIN_SCORE) return;
  throw invalidField(
    field,
    "This password is easy to guess. Use several unrelated words, or let a password manager make one.",
  );
}
