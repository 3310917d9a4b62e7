import { hash, timingSafeEqual } from "node:crypto";

/** A SHA-256 in base64url has 43 characters (RFC 7636, section 4.2). */
const CHALLENGE = /^[\w-]{43}$/;
const VERIFIER = /^[\w.~-]{43,128}$/;

/** Whether `text` can be a challenge of the method S256. */
export function isChallenge(text: string): boolean {
  return CHALLENGE.test(text);
}

/** Whether a verifier belongs to a challenge of the method S256 (RFC 7636, section 4.6). */
export function answersChallenge(verifier: string, challenge: string): boolean {
  if (!VERIFIER.test(verifier)) return false;
  const expected = Buffer.from(challenge);
  const given = Buffer.from(hash("sha256", verifier, "base64url"));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
