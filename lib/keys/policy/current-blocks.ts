import type { Role } from "#lib/auth/permissions";
import { rightsOf } from "#lib/keys/access/scopes";
import type { Policy, PolicyBlock } from "#lib/policy/dto";
import { policyBlocks } from "#lib/policy/verdict";

type KeyColumns = {
  scopes: readonly string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAddress: string | null;
};

/**
 * What a policy has against a key as it stands, by the rule of the gateway. A key that was used counts as used again from
 * where it was used last; for one that was not, networks are no reason yet.
 */
export function currentBlocks(policy: Policy, ownerRole: Role | "service", key: KeyColumns): PolicyBlock[] {
  return policyBlocks(policy, {
    hasFullAccess: rightsOf(key.scopes).has("tools:write"),
    createdAtMs: key.createdAt.getTime(),
    expiresAtMs: key.expiresAt?.getTime() ?? null,
    ownerRole,
    address: key.lastUsedAddress ?? undefined,
  });
}
