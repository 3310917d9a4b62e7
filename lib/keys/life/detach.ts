import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { recordKeyEvents } from "#lib/keys/events/key-events";
import type { DetachKeyInput, DetachKeysInput } from "#lib/keys/life/schema";
import { requirePerson } from "#lib/keys/settings/require-person";
import type { DetachedKey, DetachOutcome } from "#lib/keys/view/dto";
import { maskOf } from "#lib/secrets/token-mask";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Detaches a workspace from one key ("Revoke access" on the screen); see `detachKeys`.
 * @throws AppError as `detachKeys`
 */
export async function detachKey(caller: Caller, { keyId, ...input }: DetachKeyInput): Promise<DetachOutcome> {
  const [detached] = await detachKeys(caller, { ...input, keyIds: [keyId] });
  if (!detached) throw notFound("key");
  return detached.outcome;
}

/**
 * Detaches a workspace from keys, as an admin ("Revoke access" on the screen): from all of them, or from none when an
 * error is thrown. A key that then reaches no workspace is revoked. A second call changes nothing and answers the same.
 * @returns the outcome for each key, in the order of their ids
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member, or a key that never reached this
 *   workspace; FORBIDDEN for members who are not admins, and when a key calls
 */
export async function detachKeys(caller: Caller, input: DetachKeysInput): Promise<DetachedKey[]> {
  const adminId = requirePerson(caller);
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWrite(tx, caller, input.workspace, "access:manage");
    const keys = await lockKeys(tx, workspaceId, input.keyIds);
    const attached = keys.filter((key) => !key.revokedAt && !key.detachedAt);
    const attachedIds = attached.map((key) => key.id);
    await tx.keyWorkspace.updateMany({
      where: { workspaceId, keyId: { in: attachedIds } },
      data: { detachedAt: caller.now, detachedById: adminId, detachedReason: input.reason },
    });
    const details = { reason: input.reason };
    const eventsOf = (action: "key.detached" | "key.revoked", of: LockedKey[]) =>
      of.map((key) => ({ action, key, workspaceIds: [workspaceId], details }));
    await recordKeyEvents(tx, actorOf(caller), eventsOf("key.detached", attached), { workspaceId });

    const reaching = await keysReachingAWorkspace(tx, attachedIds);
    const reachingNone = attached.filter((key) => !reaching.has(key.id));
    await tx.key.updateMany({
      where: { id: { in: reachingNone.map((key) => key.id) } },
      data: { revokedAt: caller.now, revokedById: adminId, revokedReason: input.reason, updatedAt: caller.now },
    });
    await recordKeyEvents(tx, actorOf(caller), eventsOf("key.revoked", reachingNone), { workspaceId });
    return keys.map((key) => outcomeOf(key, reachingNone.includes(key)));
  });
}

function outcomeOf(key: LockedKey, isRevokedNow: boolean): DetachedKey {
  const outcome = isRevokedNow || key.revokedAt ? "revoked" : "detached";
  return { id: key.id, name: key.name, mask: maskOf(key), outcome };
}

type LockedKey = {
  id: string;
  name: string | null;
  userId: string | null;
  tokenStart: string;
  tokenEnd: string;
  revokedAt: Date | null;
  detachedAt: Date | null;
};

/**
 * Locks the keys and reads them. When admins of two workspaces act at the same time, the second one waits and then sees
 * that it detaches the last workspace. The order of the ids prevents a deadlock.
 * @throws AppError NOT_FOUND when one of the keys never reached this workspace
 */
async function lockKeys(tx: Transaction, workspaceId: string, keyIds: string[]): Promise<LockedKey[]> {
  await tx.$queryRaw`
    SELECT key.id FROM "Key" key JOIN "KeyWorkspace" link ON link."keyId" = key.id AND link."workspaceId" = ${workspaceId}
    WHERE key.id = ANY(${keyIds}) ORDER BY key.id FOR UPDATE OF key`;
  const links = await tx.keyWorkspace.findMany({
    where: { workspaceId, keyId: { in: keyIds } },
    select: {
      detachedAt: true,
      key: { select: { id: true, name: true, userId: true, tokenStart: true, tokenEnd: true, revokedAt: true } },
    },
    orderBy: { keyId: "asc" },
  });
  if (links.length < keyIds.length) throw notFound("key");
  return links.map(({ key, detachedAt }) => ({ ...key, detachedAt }));
}

/**
 * Returns those of the keys that still reach a workspace. A service key never does, for it can only reach its owner.
 */
async function keysReachingAWorkspace(tx: Transaction, keyIds: string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT key.id
    FROM "Key" key
    JOIN "KeyWorkspace" link ON link."keyId" = key.id AND link."detachedAt" IS NULL
    JOIN "Membership" membership ON membership."workspaceId" = link."workspaceId" AND membership."userId" = key."userId"
    WHERE key.id = ANY(${keyIds})`;
  return new Set(rows.map((row) => row.id));
}
