import { actorOf } from "#lib/audit/record";
import { hasProvenIdentity, requireProof } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { inTransaction } from "#lib/db/in-transaction";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { type KeySettings, settingColumns } from "#lib/keys/model/key-settings";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { isConcerned, settingsChange } from "#lib/keys/settings/audit-record";
import { KEY_NAME_MAX } from "#lib/keys/settings/limits";
import { lockOwner } from "#lib/keys/settings/lock-owner";
import { lockServiceKey, lockServiceKeysOf } from "#lib/keys/settings/lock-service-key";
import { requireFreeName } from "#lib/keys/settings/name-in-clients";
import { requireMembership } from "#lib/keys/settings/require-membership";
import { requirePerson } from "#lib/keys/settings/require-person";
import { requireServersWithin } from "#lib/keys/settings/require-servers";
import type { UpdateKeyInput, UpdateServiceKeyInput } from "#lib/keys/settings/schema";
import { editableSettings, planUpdate } from "#lib/keys/settings/update-plan";
import { isWider } from "#lib/keys/settings/wider";
import type { KeyView, ServiceKeyView } from "#lib/keys/view/dto";
import { readOwnKey } from "#lib/keys/view/read-own-key";
import { readServiceKey } from "#lib/keys/view/read-service-key";
import { fittingName } from "#lib/text/name-schema";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Changes the settings of a key of the caller; what the input leaves out stays. The token stays too, and what the
 * change narrows holds from the key's next request on. To let the key do more than before, the caller must have signed
 * in within the last hour or give the password.
 * @throws AppError NOT_FOUND for a key of somebody else, or a workspace that the caller is not a member of; CONFLICT
 *   for a key that has ended; INVALID_INPUT with the field `password` when it is wrong or needed, with `signIn` when an
 *   account without a password has to sign in again; RATE_LIMITED; FORBIDDEN when a key calls
 */
export async function updateKey(caller: Caller, input: UpdateKeyInput): Promise<KeyView> {
  const userId = requirePerson(caller);
  const isProven = await hasProvenIdentity(caller, input.password);
  return inTransaction(caller, async (tx) => {
    await lockOwner(tx, caller);
    await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${input.keyId} AND "userId" = ${userId} FOR UPDATE`;
    const read = () => readOwnKey(caller, input.keyId, tx);
    return changeSettings(tx, caller, { userId, read }, { ...input, isProven });
  });
}

/**
 * Changes the settings of a service key, as any admin of its workspace; it stays with its workspace.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member, or a key that it does not own;
 *   FORBIDDEN for members who are not admins, and when a key calls; all other errors of `updateKey`
 */
export async function updateServiceKey(caller: Caller, input: UpdateServiceKeyInput): Promise<ServiceKeyView> {
  requirePerson(caller);
  const isProven = await hasProvenIdentity(caller, input.password);
  const { workspace, ...wanted } = input;
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWrite(tx, caller, workspace, "service_keys:manage");
    if (wanted.nameInClients !== undefined) await lockServiceKeysOf(tx, workspaceId);
    await lockServiceKey(tx, workspaceId, wanted.keyId);
    const read = () => readServiceKey(tx, workspaceId, wanted.keyId, caller.now);
    return changeSettings(tx, caller, { userId: null, read }, { ...wanted, isProven });
  });
}

/** A key that is locked. */
type LockedKey<View> = {
  /** The owner; null for a service key. */
  userId: string | null;
  read: () => Promise<View>;
};

type Wanted = UpdateKeyInput & { isProven: boolean };

async function changeSettings<View extends KeyView>(
  tx: Transaction,
  caller: Caller,
  { userId, read }: LockedKey<View>,
  input: Wanted,
): Promise<View> {
  const key = await read();
  const before = editableSettings(key);
  const planned = planUpdate(key, input, await environmentsOf(tx, before.serverIds ?? []));
  // An app has no token whose start could stand for a name.
  const after = { ...planned, name: planned.name ?? (key.app && fittingName(key.app.name, KEY_NAME_MAX)) };
  if (after.nameInClients !== before.nameInClients) await requireFreeName(tx, key.id, after.nameInClients, caller.now);
  if (userId !== null) await requireMembership(tx, userId, after.workspaceIds);
  await requireServersWithin(tx, after);
  const subject = { userId, createdAt: key.createdAt, client: key.app };
  await requireWithinPolicy(tx, { ...after, ...subject }, { ...before, ...subject });
  const grant = { kind: "changed_key", isWider: isWider(before, after) } as const;
  await requireProof(tx, caller, { isProven: input.isProven, grant, next: "save" });
  await writeSettings(tx, key.id, before, after, caller.now);
  const changed = await read();
  await recordChange(tx, caller, { userId, before: key, after: changed });
  return changed;
}

async function environmentsOf(tx: Transaction, serverIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.upstream.findMany({
    where: { id: { in: [...serverIds] } },
    select: { id: true, environment: true },
  });
  return new Map(rows.map((row) => [row.id, row.environment]));
}

/** Links to workspaces that an admin detached, or that the owner has left, are not in `before`, so they stay. */
async function writeSettings(tx: Transaction, keyId: string, before: KeySettings, after: KeySettings, now: Date) {
  const removed = before.workspaceIds.filter((id) => !after.workspaceIds.includes(id));
  const added = after.workspaceIds.filter((id) => !before.workspaceIds.includes(id));
  await tx.key.update({ where: { id: keyId }, data: { ...settingColumns(after), updatedAt: now } });
  await tx.keyWorkspace.deleteMany({ where: { keyId, workspaceId: { in: removed } } });
  await tx.keyWorkspace.createMany({ data: added.map((workspaceId) => ({ keyId, workspaceId })) });
  await tx.keyServer.deleteMany({ where: { keyId, upstreamId: { notIn: [...(after.serverIds ?? [])] } } });
  const servers = after.serverIds?.map((upstreamId) => ({ keyId, upstreamId })) ?? [];
  await tx.keyServer.createMany({ data: servers, skipDuplicates: true });
}

type Change = { userId: string | null; before: KeyView; after: KeyView };

/** A workspace for which nothing changed gets no row: its admins must not learn of the key's other workspaces. */
async function recordChange(tx: Transaction, caller: Caller, { userId, before, after }: Change): Promise<void> {
  if (!isConcerned(before, after, null)) return;
  // The workspace owns a service key, so its admins read everything.
  const reader = (workspaceId: string | null) => (userId === null ? null : workspaceId);
  const ids = new Set([...editableSettings(before).workspaceIds, ...editableSettings(after).workspaceIds]);
  await recordKeyEvent(tx, actorOf(caller), {
    action: "key.updated",
    key: { id: after.id, name: after.name, userId },
    workspaceIds: [...ids].filter((id) => isConcerned(before, after, reader(id))),
    inRow: (workspaceId) => settingsChange(before, after, reader(workspaceId)),
  });
}
