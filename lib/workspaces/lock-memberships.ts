import { type Permission, rolesWith } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { Prisma, type Transaction } from "#lib/db/client";
import { mayNameWorkspace } from "#lib/workspaces/authorize";

type Memberships = {
  /** The id or slug of the workspace. */
  workspace: string;
  /** What the caller needs. Without it nothing is locked, so that nobody can make others wait. */
  permission: Permission;
  /** The member whose membership will change; null to lock every membership. */
  userId: string | null;
};

/**
 * Locks the memberships that a change of one membership concerns: those of the owners, of the caller and of the member.
 * Operations that rely on one of them end first, and those that start later wait. Call it before `authorizeWrite`, which
 * decides afterwards: a shared lock that becomes exclusive would make two admins who demote each other wait for ever.
 */
export async function lockMemberships(
  transaction: Transaction,
  { principal }: Caller,
  { workspace, permission, userId }: Memberships,
): Promise<void> {
  if (!mayNameWorkspace(workspace)) return;
  const concerned = Prisma.sql`(other.role = 'owner' OR other."userId" IN (${userId}, ${principal.userId}))`;
  await transaction.$queryRaw`
    SELECT count(*)::int FROM (
      SELECT 1 FROM "Membership" other
        JOIN "Workspace" workspace ON workspace.id = other."workspaceId"
        JOIN "Membership" own ON own."workspaceId" = workspace.id AND own."userId" = ${principal.userId}
       WHERE (workspace.id = ${workspace} OR workspace.slug = ${workspace})
         AND own.role::text = ANY(${rolesWith(permission)}) AND ${userId === null ? Prisma.sql`true` : concerned}
       ORDER BY other."userId" FOR UPDATE OF other) AS locked`;
}
