import type { Transaction } from "#lib/db/client";
import { AppError, type FieldErrors } from "#lib/errors";
import { rightsOf } from "#lib/keys/access/scopes";
import type { Demand, PolicyBlock } from "#lib/policy/dto";
import { POLICY_COLUMNS } from "#lib/policy/queries";
import { policyBlocks } from "#lib/policy/verdict";

/** A key as it is to be. */
export type WantedKey = {
  /** Its owner; null for a service key. */
  userId: string | null;
  workspaceIds: readonly string[];
  scopes: readonly string[];
  createdAt: Date;
  expiresAt: Date | null;
};

/**
 * Refuses what the policy of a workspace would block at once, by the rule that blocks it. From where the key will be used
 * nobody knows yet, so networks are no reason.
 * @param before the key as it is: what it is blocked for already is no reason to refuse a change, such as of its name
 * @throws AppError INVALID_INPUT with a sentence for `scopes`, `expiresInDays` or `workspaceIds`
 */
export async function requireWithinPolicy(tx: Transaction, key: WantedKey, before?: WantedKey): Promise<void> {
  const found: Found[] = [];
  for (const demand of await demandsOn(tx, key)) {
    const known = before?.workspaceIds.includes(demand.workspace.id) ? blocksFor(demand, before) : [];
    for (const block of blocksFor(demand, key)) if (!known.includes(block)) found.push({ block, demand });
  }
  if (found.length > 0) throw refused(found);
}

type Found = { block: PolicyBlock; demand: Demand };

async function demandsOn(tx: Transaction, { userId, workspaceIds }: WantedKey): Promise<Demand[]> {
  const rows = await tx.workspacePolicy.findMany({
    where: { workspaceId: { in: [...workspaceIds] } },
    select: {
      ...POLICY_COLUMNS,
      workspace: {
        select: { id: true, name: true, memberships: { where: { userId: userId ?? "" }, select: { role: true } } },
      },
    },
    orderBy: { workspace: { name: "asc" } },
  });
  return rows.map(({ workspace: { memberships, ...workspace }, ...policy }) => ({
    workspace,
    role: userId === null ? "service" : (memberships[0]?.role ?? "member"),
    policy,
  }));
}

function blocksFor({ policy, role }: Demand, { scopes, createdAt, expiresAt }: WantedKey): PolicyBlock[] {
  return policyBlocks(policy, {
    hasFullAccess: rightsOf(scopes).has("tools:write"),
    createdAtMs: createdAt.getTime(),
    expiresAtMs: expiresAt?.getTime() ?? null,
    ownerRole: role,
    address: undefined,
  });
}

/** The field of the form that a reason is about. */
const FIELD: Record<PolicyBlock, "scopes" | "expiresInDays" | "workspaceIds"> = {
  lifetime: "expiresInDays",
  no_expiry: "expiresInDays",
  full_access: "scopes",
  owner_role: "workspaceIds",
  address: "workspaceIds",
};

function refused(found: readonly Found[]): AppError {
  const fields: FieldErrors = {};
  for (const { block, demand } of byStrictness(found)) fields[FIELD[block]] ??= sentence(block, demand, found);
  const [first = ""] = Object.values(fields);
  return new AppError("INVALID_INPUT", first, { fields });
}

/** Whoever keeps to the shortest lifetime keeps to all. */
function byStrictness(found: readonly Found[]): Found[] {
  const days = ({ demand }: Found) => demand.policy.maxLifetimeDays ?? Number.POSITIVE_INFINITY;
  return found.toSorted((one, other) => days(one) - days(other) || 0);
}

function sentence(block: PolicyBlock, { workspace, policy }: Demand, found: readonly Found[]): string {
  const all = found.filter((one) => one.block === block).map(({ demand }) => demand.workspace.name);
  const names = NAMES.format(all);
  const them = all.length === 1 ? "it" : "them";
  switch (block) {
    case "lifetime":
    case "no_expiry":
      if (policy.maxLifetimeDays === null) return `Keys that reach ${names} have to expire. Choose when.`;
      return `Keys that reach ${workspace.name} may live for at most ${inDays(policy.maxLifetimeDays)}. Choose that or less.`;
    case "full_access":
      return `Full access is for admins in ${names}. Choose less, or leave ${them} out.`;
    case "owner_role":
      return `Only admins may make keys for ${names}. Leave ${them} out, or ask an admin.`;
    case "address":
      return `Keys may not be used from here in ${names}. Leave ${them} out.`;
  }
}

const NAMES = new Intl.ListFormat("en-GB");

function inDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
