import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { recordKeyEvents } from "#lib/keys/events/key-events";
import type { DetachKeyInput, DetachKeysInput } from "#lib/keys/life/schema";
import { requirePerson } from "#lib/keys/settings/person";
import type { DetachedKey, DetachOutcome } from "#lib/keys/view/dto";
import { maskOf } from "#lib/secrets/token-mask";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * "Revoke access" of one key; see `detachKeys`.
 * @throws AppError as `detachKeys`
 */
export async function detachKey(caller: Caller, { keyId, ...input }: DetachKeyInput): Promise<DetachOutcome> {
  const [detached] = await detachKeys(caller, { ...input, keyIds: [keyId] });
  if (!detached) throw notFound("key");
  return detached.outcome;
}

/**
 * "Revoke access": an admin takes their workspace from keys, all or none of them; those that reach no other are ended.
 * A second time changes nothing and answers the same.
 * @returns what it came to for each key, in the order of their ids
 * @throws AppError NOT_FOUND for a foreign workspace, or a key that was never given this workspace; FORBIDDEN for
 *   members who are not admins
 */
export async function detachKeys(caller: Caller, input: DetachKeysInput): Promise<DetachedKey[]> {
  const adminId = requirePerson(caller);
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "access:manage", tx);
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

    const reaching = await keysThatReachAnything(tx, attachedIds);
    const last = attached.filter((key) => !reaching.has(key.id));
    await tx.key.updateMany({
      where: { id: { in: last.map((key) => key.id) } },
      data: { revokedAt: caller.now, revokedById: adminId, revokedReason: input.reason, updatedAt: caller.now },
    });
    await recordKeyEvents(tx, actorOf(caller), eventsOf("key.revoked", last), { workspaceId });
    return keys.map((key) => outcomeOf(key, last.includes(key)));
  });
}

function outcomeOf(key: LockedKey, endedNow: boolean): DetachedKey {
  const outcome = endedNow || key.revokedAt ? "revoked" : "detached";
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
 * Admins of two workspaces who act at once come one after the other, so that the second sees it takes the last one.
 * Locked in the order of the ids, so that neither waits for the other for ever.
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

/** Which of them still reach a workspace. A service key reaches the one that owns it and no other. */
async function keysThatReachAnything(tx: Transaction, keyIds: string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT key.id
    FROM "Key" key
    JOIN "KeyWorkspace" link ON link."keyId" = key.id AND link."detachedAt" IS NULL
    JOIN "Membership" membership ON membership."workspaceId" = link."workspaceId" AND membership."userId" = key."userId"
    WHERE key.id = ANY(${keyIds})`;
  return new Set(rows.map((row) => row.id));
}
