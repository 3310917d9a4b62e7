import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { requireName } from "#lib/keys/life/revoke";
import type { RevokeServiceKeyInput } from "#lib/keys/life/schema";
import { lockServiceKeysOf, requireServiceRoom } from "#lib/keys/life/service-key-limit";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { expiryOf } from "#lib/keys/settings/expiry";
import { requireServersWithin } from "#lib/keys/settings/limited-servers";
import { lockServiceKey } from "#lib/keys/settings/lock-service-key";
import { requirePerson } from "#lib/keys/settings/person";
import { settingsRecord } from "#lib/keys/settings/record";
import type { CreateServiceKeyInput } from "#lib/keys/settings/schema";
import type { CreatedServiceKey, ServiceKeyView } from "#lib/keys/view/dto";
import { readServiceKey } from "#lib/keys/view/service-key";
import { SERVICE_KEY_COLUMNS, serviceKeyView } from "#lib/keys/view/service-key-view";
import { generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * Makes a key that the workspace owns: it works until it expires or is revoked, whoever leaves, and reaches no other
 * workspace. Its answer is the only place where the token ever appears.
 * @throws AppError NOT_FOUND for a foreign workspace; INVALID_INPUT when the workspace's policy would block it, or for
 *   servers that are not of the workspace or the environment; CONFLICT when the workspace has `SERVICE_KEYS_MAX` usable
 *   ones; FORBIDDEN for members who are not admins, and for a key
 */
export async function createServiceKey(caller: Caller, input: CreateServiceKeyInput): Promise<CreatedServiceKey> {
  const madeById = requirePerson(caller);
  const { name, scopes, environment, serverIds } = input;
  const { now } = caller;
  const token = generateToken(env().KEY_PREFIX);
  const id = newId("key");
  const expiresAt = expiryOf(input, now);
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "service_keys:manage", tx);
    const workspaceIds = [workspaceId];
    await lockServiceKeysOf(tx, workspaceId);
    await requireServiceRoom(tx, workspaceId, now);
    await requireWithinPolicy(tx, { userId: null, workspaceIds, scopes, createdAt: now, expiresAt });
    await requireServersWithin(tx, { workspaceIds, environment, serverIds });
    const row = await tx.key.create({
      data: {
        id,
        serviceWorkspaceId: workspaceId,
        madeById,
        familyId: id,
        name,
        tokenHash: hashToken(token),
        ...tokenEnds(token),
        scopes,
        createdAt: now,
        updatedAt: now,
        expiresAt,
        environment,
        allServers: serverIds === null,
        servers: { create: serverIds?.map((upstreamId) => ({ upstreamId })) ?? [] },
        workspaces: { create: { workspaceId } },
      },
      select: SERVICE_KEY_COLUMNS,
    });
    const key = serviceKeyView(row, now);
    const after = settingsRecord(key, workspaceId);
    await recordKeyEvent(tx, actorOf(caller), { action: "key.created", key: ownerless(key), workspaceIds, after });
    return { key, token };
  });
}

/**
 * Ends a service key for good: it is refused from the moment on at which this returns. A second time changes nothing
 * and answers the same.
 * @throws AppError NOT_FOUND for a foreign workspace or a key that it does not own; INVALID_INPUT when it was used in
 *   the last hour and its name was not typed; FORBIDDEN for members who are not admins, and for a key
 */
export async function revokeServiceKey(caller: Caller, input: RevokeServiceKeyInput): Promise<ServiceKeyView> {
  const adminId = requirePerson(caller);
  const { keyId, reason } = input;
  const { now } = caller;
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "service_keys:manage", tx);
    await lockServiceKey(tx, workspaceId, keyId);
    const key = await readServiceKey(tx, workspaceId, keyId, now);
    if (key.revoked) return key;
    requireName(key, input.confirmation, now);
    await tx.key.update({
      where: { id: keyId },
      data: { revokedAt: now, revokedById: adminId, revokedReason: reason, updatedAt: now },
    });
    await recordKeyEvent(tx, actorOf(caller), {
      action: "key.revoked",
      key: ownerless(key),
      workspaceIds: [workspaceId],
      details: { reason },
    });
    return readServiceKey(tx, workspaceId, keyId, now);
  });
}

/** So that the audit log has no row of it for a person. */
function ownerless({ id, name }: ServiceKeyView) {
  return { id, name, userId: null };
}
