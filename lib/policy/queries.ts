import { hash } from "node:crypto";
import type { Caller } from "#lib/auth/principal";
import { db, type Prisma, type Transaction } from "#lib/db/client";
import { type Demand, OPEN_POLICY, type PolicySettings, type PolicyView } from "#lib/policy/dto";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The columns of a policy. Its rules have the same names. */
export const POLICY_COLUMNS = {
  maxLifetimeDays: true,
  expiryRequired: true,
  fullAccess: true,
  keyMakers: true,
  networks: true,
  appMakers: true,
  appClients: true,
  listedClients: true,
  maxAppLifetimeDays: true,
} as const satisfies Prisma.WorkspacePolicySelect;

/** The most workspaces of a person whose policies are read. A person is a member of few workspaces. */
const DEMANDS_MAX = 500;

/**
 * Reads the policy of a workspace. Every member may read what it demands of their keys.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member
 */
export async function policyOf(caller: Caller, workspace: string): Promise<PolicyView> {
  const view = await authorizeWorkspace(caller, workspace, "workspace:read");
  const [settings, servers] = await Promise.all([
    readPolicy(db(), view.id),
    db().upstream.findMany({
      where: { workspaceId: view.id, confirmDestructive: { in: ["always", "never"] } },
      select: { name: true, confirmDestructive: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    }),
  ]);
  const exceptions = servers.map(({ name, confirmDestructive }) => ({
    name,
    asks: confirmDestructive === "always" ? ("always" as const) : ("never" as const),
  }));
  return { workspace: view, settings, exceptions, version: versionOf(settings) };
}

/** Reads what the caller's workspaces demand of the caller's keys. Workspaces without a policy are left out. */
export async function policiesFor(caller: Caller): Promise<Demand[]> {
  const memberships = await db().membership.findMany({
    where: { userId: caller.principal.userId, user: { disabledAt: null }, workspace: { policy: { isNot: null } } },
    select: { role: true, workspace: { select: { id: true, name: true, policy: { select: POLICY_COLUMNS } } } },
    orderBy: [{ workspace: { name: "asc" } }, { workspaceId: "asc" }],
    take: DEMANDS_MAX,
  });
  return memberships.flatMap(({ role, workspace: { policy, ...workspace } }) =>
    policy ? [{ workspace, role, policy }] : [],
  );
}

/** Reads the current settings of a workspace; without a policy it is `OPEN_POLICY`. */
export async function readPolicy(transaction: Transaction, workspaceId: string): Promise<PolicySettings> {
  const { confirmDestructive, policy } = await transaction.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { confirmDestructive: true, policy: { select: POLICY_COLUMNS } },
  });
  return { ...(policy ?? OPEN_POLICY), confirmDestructive };
}

/** Returns a version of these settings. It is equal for equal settings, and depends on nothing else. */
export function versionOf(settings: PolicySettings): string {
  return hash("sha256", JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1))));
}
