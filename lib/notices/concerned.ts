import type { Transaction } from "#lib/db/client";

/** A key and its owner: a person, or the workspace of a service key. */
export type OwnedKey = { id: string; userId: string | null; serviceWorkspaceId: string | null };

type ConcernedPeople = {
  /** Returns the ids of the people to notify: the owner, or the owners and admins of a service key's workspace. */
  peopleOf: (key: OwnedKey) => string[];
  /** Returns the ids of the workspaces that the key reaches. */
  workspacesOf: (key: OwnedKey) => string[];
};

/** Finds the people and the workspaces that keys concern. Disabled accounts are left out. */
export async function findConcerned(tx: Transaction, keys: readonly OwnedKey[]): Promise<ConcernedPeople> {
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
