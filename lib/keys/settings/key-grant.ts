import type { KeyGrant } from "#lib/auth/passwords/proof-rule";
import { rightsOf } from "#lib/keys/access/scopes";

const READING = rightsOf(["mcp:read"]);

/**
 * Describes a key for the rule that asks for proof.
 * @param createdAt when the key is made
 */
export function keyGrantOf(
  { scopes, expiresAt }: { scopes: readonly string[]; expiresAt: Date | null },
  createdAt: Date,
): KeyGrant {
  return {
    exceedsReading: [...rightsOf(scopes)].some((right) => !READING.has(right)),
    lifetimeMs: expiresAt && expiresAt.getTime() - createdAt.getTime(),
  };
}
