import type { Role } from "#lib/auth/permissions";
import { DAY_MS } from "#lib/clock";
import { allowsClient } from "#lib/policy/allows-client";
import type { Policy, PolicyBlock, PolicyClient } from "#lib/policy/dto";
import { grants } from "#lib/policy/grants";
import { maxLifetimeDays } from "#lib/policy/max-lifetime";
import { isWithin } from "#lib/policy/networks";

/** What a policy checks of a key. */
export type PolicySubject = {
  hasFullAccess: boolean;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  /** The owner's role in the workspace; a service key has the rights of admins. */
  ownerRole: Role | "service";
  /** The address from which the key is used; undefined when nobody uses it yet, so network rules do not apply. */
  address: string | null | undefined;
  /** The OAuth client of a connected app; null for other keys. */
  client: PolicyClient | null;
};

/**
 * Decides whether a policy blocks a key. It depends only on the current policy and the current key, and nothing is
 * stored: the key works again as soon as either of them changes.
 * @returns every block, in the order in which screens name them; empty when the policy allows the key
 */
export function policyBlocks(policy: Policy, key: PolicySubject): PolicyBlock[] {
  const blocks: PolicyBlock[] = [];
  const maxDays = maxLifetimeDays(policy, key.client !== null);
  if (key.expiresAtMs === null) {
    if (policy.expiryRequired || maxDays !== null) blocks.push("no_expiry");
  } else if (maxDays !== null && key.expiresAtMs - key.createdAtMs > maxDays * DAY_MS) {
    blocks.push("lifetime");
  }
  if (key.hasFullAccess && !grants(policy.fullAccess, key.ownerRole)) blocks.push("full_access");
  if (!key.client && !grants(policy.keyMakers, key.ownerRole)) blocks.push("owner_role");
  if (key.client && !grants(policy.appMakers, key.ownerRole)) blocks.push("app_owner");
  if (key.client && !allowsClient(policy, key.client)) blocks.push("client");
  if (key.address !== undefined && policy.networks.length > 0 && !isWithin(key.address, policy.networks)) {
    blocks.push("address");
  }
  return blocks;
}
