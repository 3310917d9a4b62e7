import type { AuditActor } from "#lib/audit/record";
import type { Prisma, Transaction } from "#lib/db/client";
import { recordKeyEvents } from "#lib/keys/events/key-events";
import { CONNECTED_APPS, usableAt, WITH_TOKEN } from "#lib/keys/lists/filters";

type RevokedKey = { id: string; name: string | null; userId: string; workspaceIds: string[] };

/**
 * Revokes all usable keys of a person for good. Service keys belong to their workspace and stay. It locks the keys in
 * the order of their ids, so two of these cannot cause a deadlock.
 * @param actor who revokes them: the person, or an operator
 * @param reason what the screens show as the reason
 */
export async function revokeOwnKeys(tx: Transaction, actor: AuditActor, userId: string, reason: string): Promise<void> {
  const { at, id: actorId } = actor;
  const keys = await tx.$queryRaw<RevokedKey[]>`
    WITH revoked AS (
      UPDATE "Key" SET "revokedAt" = ${at}, "revokedById" = ${actorId}, "revokedReason" = ${reason}, "updatedAt" = ${at}
       WHERE id IN (SELECT id FROM "Key" WHERE "userId" = ${userId} AND "revokedAt" IS NULL
                       AND ("expiresAt" IS NULL OR "expiresAt" > ${at})
                     ORDER BY id FOR UPDATE)
      RETURNING id, name, "userId")
    SELECT revoked.*, ARRAY(SELECT w."workspaceId" FROM "KeyWorkspace" w
                             WHERE w."keyId" = revoked.id AND w."detachedAt" IS NULL) AS "workspaceIds"
      FROM revoked ORDER BY id`;
  const events = keys.map(({ workspaceIds, ...key }) => {
    return { action: "key.revoked", key, workspaceIds, details: { reason } } as const;
  });
  await recordKeyEvents(tx, actor, events);
}

/** Counts the usable keys of a person at `now`, and the connected apps, which are keys without a token of their own. */
export async function countOwnKeys(
  tx: Transaction,
  userId: string,
  now: Date,
): Promise<{ keys: number; apps: number }> {
  const count = (kind: Prisma.KeyWhereInput) => tx.key.count({ where: { AND: [{ userId }, usableAt(now), kind] } });
  const [keys, apps] = await Promise.all([count(WITH_TOKEN), count(CONNECTED_APPS)]);
  return { keys, apps };
}
