import { actorOf } from "#lib/audit/record";
import { hasProvenIdentity, proofRequiredError } from "#lib/auth/check-password";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { inTransaction } from "#lib/db/in-transaction";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { requireServersWithin } from "#lib/keys/settings/limited-servers";
import { lockServiceKey } from "#lib/keys/settings/lock-service-key";
import { requireMembership } from "#lib/keys/settings/own-workspaces";
import { requirePerson } from "#lib/keys/settings/person";
import { isConcerned, settingsChange } from "#lib/keys/settings/record";
import type { UpdateKeyInput, UpdateServiceKeyInput } from "#lib/keys/settings/schema";
import { boundsOf, planUpdate } from "#lib/keys/settings/update-plan";
import { isWider, type KeyBounds } from "#lib/keys/settings/wider";
import type { KeyView, ServiceKeyView } from "#lib/keys/view/dto";
import { ownKey } from "#lib/keys/view/own-key";
import { readServiceKey } from "#lib/keys/view/service-key";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

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
  const isProven = await hasProvenIdentity(caller, input.password);
  return inTransaction(caller, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${input.keyId} AND "userId" = ${userId} FOR UPDATE`;
    return change(tx, caller, { userId, read: () => ownKey(caller, input.keyId, tx) }, { ...input, isProven });
  });
}

/**
 * The same for a key that a workspace owns, by any of its admins; it stays with its workspace.
 * @throws AppError NOT_FOUND for a foreign workspace or a key that it does not own; FORBIDDEN for members who are not
 *   admins, and for a key; the others as with a person's key
 */
export async function updateServiceKey(caller: Caller, input: UpdateServiceKeyInput): Promise<ServiceKeyView> {
  requirePerson(caller);
  const isProven = await hasProvenIdentity(caller, input.password);
  const { workspace, ...wanted } = input;
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "service_keys:manage", tx);
    await lockServiceKey(tx, workspaceId, wanted.keyId);
    const read = () => readServiceKey(tx, workspaceId, wanted.keyId, caller.now);
    return change(tx, caller, { userId: null, read }, { ...wanted, isProven });
  });
}

const WIDENING = { what: "This lets the key reach more than before", next: "save" };

/** A key that is locked. */
type Owned<View> = {
  /** Null for a service key. */
  userId: string | null;
  read: () => Promise<View>;
};

type Wanted = UpdateKeyInput & { isProven: boolean };

async function change<View extends KeyView>(
  tx: Transaction,
  caller: Caller,
  { userId, read }: Owned<View>,
  input: Wanted,
): Promise<View> {
  const key = await read();
  const before = boundsOf(key);
  const after = planUpdate(key, input, await environmentsOf(tx, before.serverIds ?? []));
  if (userId !== null) await requireMembership(tx, userId, after.workspaceIds);
  await requireServersWithin(tx, after);
  const unchanged = { userId, createdAt: key.createdAt, expiresAt: key.expiresAt };
  await requireWithinPolicy(tx, { ...after, ...unchanged }, { ...before, ...unchanged });
  if (!input.isProven && isWider(before, after)) throw await proofRequiredError(caller, WIDENING, tx);
  await write(tx, key, { ...after, name: input.name === undefined ? key.name : input.name }, caller.now);
  const changed = await read();
  await record(tx, caller, { userId, before: key, after: changed });
  return changed;
}

async function environmentsOf(tx: Transaction, serverIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.upstream.findMany({
    where: { id: { in: [...serverIds] } },
    select: { id: true, environment: true },
  });
  return new Map(rows.map((row) => [row.id, row.environment]));
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

type Change = { userId: string | null; before: KeyView; after: KeyView };

/** A workspace of whose own nothing changed gets no row: that others were added is not its admins' business. */
async function record(tx: Transaction, caller: Caller, { userId, before, after }: Change): Promise<void> {
  if (!isConcerned(before, after, null)) return;
  const ids = new Set([...boundsOf(before).workspaceIds, ...boundsOf(after).workspaceIds]);
  await recordKeyEvent(tx, actorOf(caller), {
    action: "key.updated",
    key: { id: after.id, name: after.name, userId },
    workspaceIds: [...ids].filter((id) => isConcerned(before, after, id)),
    inRow: (workspaceId) => settingsChange(before, after, workspaceId),
  });
}
