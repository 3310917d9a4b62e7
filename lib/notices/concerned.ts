import type { Transaction } from "#lib/db/client";

/** A key, and whose it is: a person's, or a workspace's. */
export type Concerned = { id: string; userId: string | null; serviceWorkspaceId: string | null };

type ConcernedBy = {
  /** The ids of those who are to know: its owner, or for a service key the workspace's owners and admins. */
  peopleOf: (key: Concerned) => string[];
  /** The ids of the workspaces that it reaches. */
  workspacesOf: (key: Concerned) => string[];
};

/** Looks up whom keys concern. Accounts that are disabled are told nothing. */
export async function concernedBy(tx: Transaction, keys: readonly Concerned[]): Promise<ConcernedBy> {
  const owning = keys.flatMap(({ serviceWorkspaceId }) => serviceWorkspaceId ?? []);
  const owners = keys.flatMap(({ userId }) => userId ?? []);
  const admins = await tx.membership.findMany({
    where: { workspaceId: { in: owning }, role: { in: ["owner", "admin"] }, user: { disabledAt: null } },
    select: { workspaceId: true, userId: true },
  });
  const enabled = await tx.user.findMany({ where: { id: { in: owners }, disabledAt: null }, select: { id: true } });
  const reached = await tx.$queryRaw<{ keyId: string; workspaceId: string }[]>`
    SELECT kw."keyId", kw."workspaceId"
      FROM "KeyWorkspace" kw JOIN "Key" k ON k.id = kw."keyId"
     WHERE kw."keyId" = ANY(${keys.map(({ id }) => id)}) AND kw."detachedAt" IS NULL
       AND (k."serviceWorkspaceId" = kw."workspaceId" OR EXISTS (
             SELECT FROM "Membership" m WHERE m."userId" = k."userId" AND m."workspaceId" = kw."workspaceId"))`;
  const enabledIds = new Set(enabled.map(({ id }) => id));
  const adminsOf = Map.groupBy(admins, ({ workspaceId }) => workspaceId);
  const reachedBy = Map.groupBy(reached, ({ keyId }) => keyId);
  return {
    peopleOf: ({ userId, serviceWorkspaceId }) => {
      if (userId) return enabledIds.has(userId) ? [userId] : [];
      return (adminsOf.get(serviceWorkspaceId ?? "") ?? []).map((admin) => admin.userId);
    },
    workspacesOf: ({ id }) => (reachedBy.get(id) ?? []).map(({ workspaceId }) => workspaceId),
  };
}
