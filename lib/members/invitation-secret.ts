import { createHash, randomBytes } from "node:crypto";

/** Makes the secret part of an invitation link: 256 random bits in base64url. */
export function makeInvitationSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Hashes the secret part of an invitation link. A fast hash is enough for 256 random bits. */
export function hashInvitationSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
