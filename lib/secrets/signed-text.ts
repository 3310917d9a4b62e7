import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#lib/env";

/** The purpose of the signature. It makes sure that no other use of the same secret yields a valid signature. */
const PURPOSE = "latchkey-signed-text-v1";
const SEPARATOR = ".";

/**
 * Adds a signature (HMAC-SHA256) that only this installation can make. The text itself stays readable.
 * @param boundTo the thing that the text belongs to; `readSigned` accepts the text only for the same one
 */
export function sign(text: string, boundTo: string): string {
  return signatureOf(text, boundTo) + SEPARATOR + text;
}

/** Returns the text that `sign` signed for the same `boundTo`; null when the signature is not valid. */
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
  // JSON marks where `boundTo` ends, so no other pair of texts gives the same bytes.
  return createHmac("sha256", key)
    .update(JSON.stringify([boundTo, text]))
    .digest("base64url");
}
