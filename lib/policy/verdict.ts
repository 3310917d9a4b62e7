import type { Role } from "#lib/auth/permissions";
import { DAY_MS } from "#lib/clock";
import type { Policy, PolicyBlock } from "#lib/policy/dto";
import { grants } from "#lib/policy/grants";
import { isWithin } from "#lib/policy/networks";

/** What a policy looks at. */
export type PolicySubject = {
  hasFullAccess: boolean;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  /** The owner's role in the workspace; a service key counts as its admins'. */
  ownerRole: Role | "service";
  /** Where the key is used from; undefined leaves that rule out, where nobody uses it yet. */
  address: string | null | undefined;
};

/**
 * The one rule of what a policy keeps out. A key is outside as long as it is not what the policy asks for now: nothing
 * is remembered, so that it works again as soon as either changes.
 * @returns every reason, in the order in which screens name them; none when the key is let in
 */
export function policyBlocks(policy: Policy, key: PolicySubject): PolicyBlock[] {
  const blocks: PolicyBlock[] = [];
  if (key.expiresAtMs === null) {
    if (policy.expiryRequired || policy.maxLifetimeDays !== null) blocks.push("no_expiry");
  } else if (policy.maxLifetimeDays !== null && key.expiresAtMs - key.createdAtMs > policy.maxLifetimeDays * DAY_MS) {
    blocks.push("lifetime");
  }
  if (key.hasFullAccess && !grants(policy.fullAccess, key.ownerRole)) blocks.push("full_access");
  if (!grants(policy.keyMakers, key.ownerRole)) blocks.push("owner_role");
  if (key.address !== undefined && policy.networks.length > 0 && !isWithin(key.address, policy.networks)) {
    blocks.push("address");
  }
  return blocks;
}
