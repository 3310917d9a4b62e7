import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#lib/env";

/** Says what the signature is for, so that no other use of the same secret yields one. */
const PURPOSE = "latchkey-signed-text-v1";
const SEPARATOR = ".";

/**
 * `text` with a signature (HMAC-SHA256) that only this installation can make. It hides nothing.
 * @param boundTo what the text belongs to; it is taken back for that alone
 */
export function sign(text: string, boundTo: string): string {
  return signatureOf(text, boundTo) + SEPARATOR + text;
}

/** The text that `sign` was given for the same `boundTo`; null for anything else. */
export function readSigned(signed: string, boundTo: string): string | null {
  const end = signed.indexOf(SEPARATOR);
  if (end < 0) return null;
  const text = signed.slice(end + 1);
  const given = Buffer.from(signed.slice(0, end));
  const expected = Buffer.from(signatureOf(text, boundTo));
  return given.length === expected.length && timingSafeEqual(given, expected) ? text : null;
}

function signatureOf(text: string, boundTo: string): string {
  const key = createHmac("sha256", Buffer.from(env().ENCRYPTION_KEY, "base64")).update(PURPOSE).digest();
  // As JSON, so that no end of one part can pass for the beginning of the other.
  return createHmac("sha256", key)
    .update(JSON.stringify([boundTo, text]))
    .digest("base64url");
}
