import type { Transaction } from "#lib/db/client";
import { AppError, type FieldErrors } from "#lib/errors";
import { rightsOf } from "#lib/keys/access/scopes";
import type { KeySettings } from "#lib/keys/model/key-settings";
import type { Demand, PolicyBlock, PolicyClient } from "#lib/policy/dto";
import { maxLifetimeDays } from "#lib/policy/max-lifetime";
import { POLICY_COLUMNS } from "#lib/policy/queries";
import { policyBlocks } from "#lib/policy/verdict";

/** A key with the settings that a caller wants. */
export type WantedKey = Pick<KeySettings, "workspaceIds" | "scopes" | "expiresAt"> & {
  /** Its owner; null for a service key. */
  userId: string | null;
  createdAt: Date;
  /** The OAuth client of a connected app; null for other keys. */
  client: PolicyClient | null;
};

/**
 * Checks that no policy would block a key at once, by the same rules that block it later. Nobody knows yet from which
 * network the key will be used, so network rules do not apply here.
 * @param before the key before a change: a block that it has already is no reason to refuse the change, for example of
 *   its name
 * @throws AppError INVALID_INPUT with a sentence for `scopes`, `expiresInDays` or `workspaceIds`
 */
export async function requireWithinPolicy(tx: Transaction, key: WantedKey, before?: WantedKey): Promise<void> {
  const newBlocks: NewBlock[] = [];
  for (const demand of await demandsOn(tx, key)) {
    const earlier = before?.workspaceIds.includes(demand.workspace.id) ? blocksFor(demand, before) : [];
    for (const block of blocksFor(demand, key)) if (!earlier.includes(block)) newBlocks.push({ block, demand });
  }
  if (newBlocks.length > 0) throw refusal(newBlocks, key);
}

/** A block that a key would have after the change, and the policy that causes it. */
type NewBlock = { block: PolicyBlock; demand: Demand };

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

function blocksFor({ policy, role }: Demand, { scopes, createdAt, expiresAt, client }: WantedKey): PolicyBlock[] {
  return policyBlocks(policy, {
    hasFullAccess: rightsOf(scopes).has("tools:write"),
    createdAtMs: createdAt.getTime(),
    expiresAtMs: expiresAt?.getTime() ?? null,
    ownerRole: role,
    address: undefined,
    client,
  });
}

/** The field of the form that each block is about. */
const FIELD: Record<PolicyBlock, "scopes" | "expiresInDays" | "workspaceIds"> = {
  lifetime: "expiresInDays",
  no_expiry: "expiresInDays",
  full_access: "scopes",
  owner_role: "workspaceIds",
  app_owner: "workspaceIds",
  client: "workspaceIds",
  address: "workspaceIds",
};

function refusal(newBlocks: readonly NewBlock[], { client }: WantedKey): AppError {
  const fields: FieldErrors = {};
  for (const { block, demand } of shortestFirst(newBlocks, client !== null))
    fields[FIELD[block]] ??= sentence(block, demand, newBlocks, client !== null);
  const [first = ""] = Object.values(fields);
  return new AppError("INVALID_INPUT", first, { fields });
}

/** The shortest lifetime comes first, because a key that keeps to it keeps to every longer one, too. */
function shortestFirst(newBlocks: readonly NewBlock[], isApp: boolean): NewBlock[] {
  const days = ({ demand }: NewBlock) => maxLifetimeDays(demand.policy, isApp) ?? Number.POSITIVE_INFINITY;
  // Infinity minus Infinity is not a number, which means: in the order in which they came.
  return newBlocks.toSorted((one, other) => days(one) - days(other) || 0);
}

function sentence(
  block: PolicyBlock,
  { workspace, policy }: Demand,
  newBlocks: readonly NewBlock[],
  isApp: boolean,
): string {
  const things = isApp ? "Apps" : "Keys";
  const maxDays = maxLifetimeDays(policy, isApp);
  const all = newBlocks.filter((one) => one.block === block).map(({ demand }) => demand.workspace.name);
  const names = NAMES.format(all);
  const them = all.length === 1 ? "it" : "them";
  switch (block) {
    case "lifetime":
    case "no_expiry":
      if (maxDays === null) return `${things} that reach ${names} have to expire. Choose when.`;
      return `${things} that reach ${workspace.name} may live for at most ${inDays(maxDays)}. Choose that or less.`;
    case "full_access":
      return `Full access is for admins in ${names}. Choose less, or leave ${them} out.`;
    case "owner_role":
      return `Only admins may make keys for ${names}. Leave ${them} out, or ask an admin.`;
    case "app_owner":
      return `Only admins may connect apps to ${names}. Leave ${them} out, or ask an admin.`;
    case "client":
      return `This client may not be connected to ${names}. Leave ${them} out, or ask an admin to allow it.`;
    case "address":
      return `${things} may not be used from here in ${names}. Leave ${them} out.`;
  }
}

const NAMES = new Intl.ListFormat("en-GB");

function inDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
