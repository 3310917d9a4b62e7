import { env } from "#lib/env";

/** What a client gets at its own address; null and undefined stand for a parameter that is left out. */
export type Answer = Record<string, string | null | undefined>;

/**
 * Makes the address that brings an answer to the client (RFC 6749, section 4.1.2), with the issuer (RFC 9207). The
 * parameters that the address has already stay as they are.
 * @param redirectUri an address that the client registered
 */
export function answerAddress(redirectUri: string, answer: Answer): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...answer, iss: env().PUBLIC_URL })) {
    if (value !== null && value !== undefined) parameters.set(name, value);
  }
  // A parser would write the address of an app anew, and the app compares it as text.
  const joint = redirectUri.includes("?") ? (/[?&]$/.test(redirectUri) ? "" : "&") : "?";
  return `${redirectUri}${joint}${parameters}`;
}
