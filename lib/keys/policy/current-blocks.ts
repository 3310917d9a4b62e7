import type { Role } from "#lib/auth/permissions";
import { rightsOf } from "#lib/keys/access/scopes";
import type { Policy, PolicyBlock, PolicyClient } from "#lib/policy/dto";
import { policyBlocks } from "#lib/policy/verdict";

type KeyColumns = {
  scopes: readonly string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAddress: string | null;
  /** The OAuth client of a connected app; null for other keys. */
  oauthClient: PolicyClient | null;
};

/**
 * Returns the blocks that a policy has for a key now, by the rule of the gateway. A key that was used before is
 * expected to be used from the same address again. For a key that was never used, network rules do not apply yet.
 */
export function currentBlocks(policy: Policy, ownerRole: Role | "service", key: KeyColumns): PolicyBlock[] {
  return policyBlocks(policy, {
    hasFullAccess: rightsOf(key.scopes).has("tools:write"),
    createdAtMs: key.createdAt.getTime(),
    expiresAtMs: key.expiresAt?.getTime() ?? null,
    ownerRole,
    address: key.lastUsedAddress ?? undefined,
    client: key.oauthClient,
  });
}
