import { actorOf } from "#lib/audit/record";
import { hasProvenIdentity, requireProof } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { requireServiceKeyLimit } from "#lib/keys/life/service-key-limit";
import { newKeyColumns } from "#lib/keys/model/key-settings";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { settingsRecord } from "#lib/keys/settings/audit-record";
import { expiryOf } from "#lib/keys/settings/expiry";
import { keyGrantOf } from "#lib/keys/settings/key-grant";
import { lockServiceKeysOf } from "#lib/keys/settings/lock-service-key";
import { nameForNewKey } from "#lib/keys/settings/name-in-clients";
import { requirePerson } from "#lib/keys/settings/require-person";
import { requireServersWithin } from "#lib/keys/settings/require-servers";
import type { CreateServiceKeyInput } from "#lib/keys/settings/schema";
import type { CreatedServiceKey } from "#lib/keys/view/dto";
import { SERVICE_KEY_COLUMNS, serviceKeyView } from "#lib/keys/view/service-key-view";
import { generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Creates a key that the workspace owns. It works until it expires or is revoked, also after its maker has left, and it
 * reaches no other workspace. Its answer is the only place where the token ever appears.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; INVALID_INPUT when the workspace's
 *   policy would block the key, or for servers outside the workspace or the environment; CONFLICT when the workspace
 *   has `SERVICE_KEYS_MAX` usable service keys; FORBIDDEN for members who are not admins, and when a key calls; the
 *   errors of `hasProvenIdentity` and `requireProof`
 */
export async function createServiceKey(caller: Caller, input: CreateServiceKeyInput): Promise<CreatedServiceKey> {
  const madeById = requirePerson(caller);
  const { now } = caller;
  const token = generateToken(env().KEY_PREFIX);
  const id = newId("key");
  const expiresAt = expiryOf(input, now);
  const isProven = await hasProvenIdentity(caller, input.password);
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWrite(tx, caller, input.workspace, "service_keys:manage");
    const workspaceIds = [workspaceId];
    await lockServiceKeysOf(tx, workspaceId);
    const nameInClients = await nameForNewKey(tx, { serviceWorkspaceId: workspaceId }, { ...input, workspaceIds, now });
    const settings = { ...input, nameInClients, expiresAt, workspaceIds };
    await requireServiceKeyLimit(tx, workspaceId, now);
    await requireWithinPolicy(tx, { ...settings, userId: null, createdAt: now, client: null });
    await requireServersWithin(tx, settings);
    const grant = { kind: "new_key", key: keyGrantOf(settings, now) } as const;
    await requireProof(tx, caller, { isProven, grant, next: "create the key" });
    const row = await tx.key.create({
      data: {
        ...newKeyColumns(settings),
        ...tokenEnds(token),
        id,
        familyId: id,
        serviceWorkspaceId: workspaceId,
        madeById,
        tokenHash: hashToken(token),
        createdAt: now,
        updatedAt: now,
      },
      select: SERVICE_KEY_COLUMNS,
    });
    const key = serviceKeyView(row, now);
    await recordKeyEvent(tx, actorOf(caller), {
      action: "key.created",
      key: { id, name: key.name, userId: null },
      workspaceIds,
      after: { ...settingsRecord(key, workspaceId), nameInClients: key.nameInClients },
    });
    return { key, token };
  });
}
