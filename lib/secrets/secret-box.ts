import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "#lib/env";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The version of the format, so that a later format can be recognised. */
const VERSION = "v1.";

/**
 * Encrypts `text` under `ENCRYPTION_KEY` with AES-256-GCM (NIST SP 800-38D).
 * @param boundTo the id of the row that the text belongs to; `open` fails for any other id
 */
export function seal(text: string, boundTo: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, encryptionKey(), nonce).setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
}

/**
 * Decrypts a text that `seal` encrypted for the same `boundTo`.
 * @throws Error when it was encrypted with another key or for another `boundTo`, or was changed
 */
export function open(sealed: string, boundTo: string): string {
  if (!sealed.startsWith(VERSION)) throw new Error("The sealed text has an unknown format.");
  const bytes = Buffer.from(sealed.slice(VERSION.length), "base64");
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, encryptionKey(), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(tag);
  const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
}

/** Whether a sealed text can be opened with the `ENCRYPTION_KEY` of this process. */
export function isOpened(sealed: string, boundTo: string): boolean {
  try {
    open(sealed, boundTo);
    return true;
  } catch {
    return false;
  }
}

function encryptionKey(): Buffer {
  return Buffer.from(env().ENCRYPTION_KEY, "base64");
}
