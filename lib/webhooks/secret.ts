import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
/** Standard Webhooks requires 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Makes a new secret in the form of Standard Webhooks: `whsec_` and base64. */
export function generateSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

/** The parts of a message that are signed. Id and timestamp are also sent as headers. */
export type SignedMessage = { id: string; timestampSeconds: number; body: string };

/**
 * Signs a message as Standard Webhooks requires: HMAC-SHA256 over id, timestamp and body.
 * @param secrets all valid secrets; a receiver that knows one of them accepts the message
 * @returns the value of `webhook-signature`: one signature for each secret, separated by spaces
 */
export function signatureOf({ id, timestampSeconds, body }: SignedMessage, secrets: readonly string[]): string {
  const signed = `${id}.${timestampSeconds}.${body}`;
  return secrets.map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(signed).digest("base64")}`).join(" ");
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(PREFIX.length), "base64");
}
