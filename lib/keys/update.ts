import { actorOf } from "#lib/audit/record";
import { requireOwnPassword, signedInRecently } from "#lib/auth/own-password";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { type AppError, invalidField } from "#lib/errors";
import { recordKeyEvent } from "#lib/keys/audit";
import type { KeyView } from "#lib/keys/dto";
import { requireServersWithin } from "#lib/keys/limited-servers";
import { ownKey } from "#lib/keys/own-key";
import { requireMembership } from "#lib/keys/own-workspaces";
import { requirePerson } from "#lib/keys/person";
import type { UpdateKeyInput } from "#lib/keys/schema";
import { isConcerned, settingsChange } from "#lib/keys/settings-record";
import { boundsOf, planUpdate } from "#lib/keys/update-plan";
import { isWider, type KeyBounds } from "#lib/keys/wider";
import { requireWithinPolicy } from "#lib/keys/within-policy";

/**
 * Changes a key of the caller; what is left out stays. The token stays too, and what was narrowed holds from the next
 * request on. To let the key do more than before, the caller must have signed in within the last hour or give the
 * password.
 * @throws AppError NOT_FOUND for a key of somebody else, or a workspace that the caller is not a member of; CONFLICT
 *   for a key that has ended; INVALID_INPUT with the field `password` when it is wrong or asked for, with `signIn`
 *   when an account without a password has to sign in again; RATE_LIMITED; FORBIDDEN for a key
 */
export async function updateKey(caller: Caller, input: UpdateKeyInput): Promise<KeyView> {
  const userId = requirePerson(caller);
  // Before the key is locked: to check a password takes its time.
  if (input.password && !signedInRecently(caller)) await requireOwnPassword(caller, input.password, "password");
  const isProven = signedInRecently(caller) || Boolean(input.password);
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${input.keyId} AND "userId" = ${userId} FOR UPDATE`;
    const key = await ownKey(caller, input.keyId, tx);
    const before = boundsOf(key);
    const after = planUpdate(key, input, await environmentsOf(tx, before.serverIds ?? []));
    await requireMembership(tx, userId, after.workspaceIds);
    await requireServersWithin(tx, after);
    const { createdAt, expiresAt } = key;
    await requireWithinPolicy(
      tx,
      { ...after, userId, createdAt, expiresAt },
      { ...before, userId, createdAt, expiresAt },
    );
    if (!isProven && isWider(before, after)) throw await proofWanted(tx, userId);
    await write(tx, key, { ...after, name: input.name === undefined ? key.name : input.name }, caller.now);
    const changed = await ownKey(caller, input.keyId, tx);
    await record(tx, caller, key, changed);
    return changed;
  });
}

async function environmentsOf(tx: Transaction, serverIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.upstream.findMany({
    where: { id: { in: [...serverIds] } },
    select: { id: true, environment: true },
  });
  return new Map(rows.map((row) => [row.id, row.environment]));
}

async function proofWanted(tx: Transaction, userId: string): Promise<AppError> {
  const { passwordHash } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { passwordHash: true } });
  const reason = "This lets the key reach more than before, and you signed in more than an hour ago.";
  return passwordHash === null
    ? invalidField("signIn", `${reason} Sign in again, then save.`)
    : invalidField("password", `${reason} Enter your password to confirm it.`);
}

/** Links to workspaces that the owner has left, or that an admin took away, stay as they are. */
async function write(tx: Transaction, key: KeyView, after: KeyBounds & { name: string | null }, now: Date) {
  const { id: keyId } = key;
  const { name, environment, serverIds } = after;
  const before = boundsOf(key).workspaceIds;
  const removed = before.filter((id) => !after.workspaceIds.includes(id));
  const added = after.workspaceIds.filter((id) => !before.includes(id));
  await tx.key.update({
    where: { id: keyId },
    data: { name, environment, scopes: [...after.scopes], allServers: serverIds === null, updatedAt: now },
  });
  await tx.keyWorkspace.deleteMany({ where: { keyId, workspaceId: { in: removed } } });
  await tx.keyWorkspace.createMany({ data: added.map((workspaceId) => ({ keyId, workspaceId })) });
  await tx.keyServer.deleteMany({ where: { keyId, upstreamId: { notIn: [...(serverIds ?? [])] } } });
  const servers = serverIds?.map((upstreamId) => ({ keyId, upstreamId })) ?? [];
  await tx.keyServer.createMany({ data: servers, skipDuplicates: true });
}

/** A workspace of whose own nothing changed gets no row: that others were added is not its admins' business. */
async function record(tx: Transaction, caller: Caller, before: KeyView, after: KeyView): Promise<void> {
  if (!isConcerned(before, after, null)) return;
  const ids = new Set([...boundsOf(before).workspaceIds, ...boundsOf(after).workspaceIds]);
  await recordKeyEvent(tx, actorOf(caller), {
    action: "key.updated",
    key: after,
    workspaceIds: [...ids].filter((id) => isConcerned(before, after, id)),
    inRow: (workspaceId) => settingsChange(before, after, workspaceId),
  });
}
