import { actorOf, recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { recordKeyEvent } from "#lib/keys/audit";
import type { DetachOutcome } from "#lib/keys/dto";
import { requirePerson } from "#lib/keys/person";
import type { DetachKeyInput } from "#lib/keys/schema";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * "Revoke access": an admin takes their workspace from a key, or ends the key when it reaches no other.
 * A second time changes nothing and answers the same.
 * @throws AppError NOT_FOUND for a foreign workspace, or a key that was never given this workspace; FORBIDDEN for
 *   members who are not admins
 */
export async function detachKey(caller: Caller, input: DetachKeyInput): Promise<DetachOutcome> {
  const adminId = requirePerson(caller);
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "access:manage", tx);
    const key = await lockKey(tx, input.keyId, workspaceId);
    if (key.revoked) return "revoked";
    if (key.detached) return "detached";

    await tx.keyWorkspace.update({
      where: { keyId_workspaceId: { keyId: input.keyId, workspaceId } },
      data: { detachedAt: caller.now, detachedById: adminId, detachedReason: input.reason },
    });
    const details = { reason: input.reason };
    const identity = { id: input.keyId, name: key.name };
    const target = { type: "key", ...identity } as const;
    await recordAudit(tx, caller, { action: "key.detached", workspaceId, target, details });
    if (await reachesAnything(tx, input.keyId, key.userId)) return "detached";

    await tx.key.update({
      where: { id: input.keyId },
      data: { revokedAt: caller.now, revokedById: adminId, revokedReason: input.reason, updatedAt: caller.now },
    });
    const event = { action: "key.revoked", key: identity, workspaceIds: [workspaceId], details } as const;
    await recordKeyEvent(tx, actorOf(caller), event);
    return "revoked";
  });
}

type LockedKey = { userId: string | null; name: string | null; revoked: boolean; detached: boolean };

/** Admins of two workspaces who act at once come one after the other, so that the second sees it takes the last one. */
async function lockKey(tx: Transaction, keyId: string, workspaceId: string): Promise<LockedKey> {
  await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${keyId} FOR UPDATE`;
  const link = await tx.keyWorkspace.findUnique({
    where: { keyId_workspaceId: { keyId, workspaceId } },
    select: { detachedAt: true, key: { select: { userId: true, name: true, revokedAt: true } } },
  });
  if (!link) throw notFound("key");
  const { userId, name, revokedAt } = link.key;
  return { userId, name, revoked: revokedAt !== null, detached: link.detachedAt !== null };
}

/** A service key reaches the workspace that owns it and no other. */
async function reachesAnything(tx: Transaction, keyId: string, ownerId: string | null): Promise<boolean> {
  if (ownerId === null) return false;
  const left = await tx.keyWorkspace.count({
    where: { keyId, detachedAt: null, workspace: { memberships: { some: { userId: ownerId } } } },
  });
  return left > 0;
}
