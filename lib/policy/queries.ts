import { hash } from "node:crypto";
import type { Caller } from "#lib/auth/principal";
import { db, type Prisma, type Transaction } from "#lib/db/client";
import { type Demand, OPEN_POLICY, type PolicySettings, type PolicyView } from "#lib/policy/dto";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The columns of a policy, which are its rules by the same names. */
export const POLICY_COLUMNS = {
  maxLifetimeDays: true,
  expiryRequired: true,
  fullAccess: true,
  keyMakers: true,
  networks: true,
} as const satisfies Prisma.WorkspacePolicySelect;

/** A person is in few workspaces; more than this are not looked at. */
const DEMANDS_MAX = 500;

/**
 * The policy of a workspace. Every member may know what is asked of their keys.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND
 */
export async function policyOf(caller: Caller, workspace: string): Promise<PolicyView> {
  const view = await authorizeWorkspace(caller, workspace, "workspace:read");
  const settings = await readPolicy(db(), view.id);
  return { workspace: view, settings, version: versionOf(settings) };
}

/** What the caller's workspaces demand of the caller's keys; those that have set no policy are left out. */
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

/** As it stands; what is open where the workspace has set none. */
export async function readPolicy(transaction: Transaction, workspaceId: string): Promise<PolicySettings> {
  const { confirmDestructive, policy } = await transaction.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { confirmDestructive: true, policy: { select: POLICY_COLUMNS } },
  });
  return { ...(policy ?? OPEN_POLICY), confirmDestructive };
}

/** Equal for equal settings alone, whoever set them and when. */
export function versionOf(settings: PolicySettings): string {
  return hash("sha256", JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1))));
}
