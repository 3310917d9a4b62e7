import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { requireTypedName } from "#lib/keys/life/revoke-key";
import type { RevokeServiceKeyInput } from "#lib/keys/life/schema";
import { lockServiceKey } from "#lib/keys/settings/lock-service-key";
import { requirePerson } from "#lib/keys/settings/require-person";
import type { ServiceKeyView } from "#lib/keys/view/dto";
import { readServiceKey } from "#lib/keys/view/read-service-key";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Revokes a service key for good: every request is refused once this returns. A second call changes nothing and answers
 * the same.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member, or a key that it does not own;
 *   INVALID_INPUT when the key was used in the last hour and its name was not typed; FORBIDDEN for members who are not
 *   admins, and when a key calls
 */
export async function revokeServiceKey(caller: Caller, input: RevokeServiceKeyInput): Promise<ServiceKeyView> {
  const adminId = requirePerson(caller);
  const { keyId, reason } = input;
  const { now } = caller;
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWrite(tx, caller, input.workspace, "service_keys:manage");
    await lockServiceKey(tx, workspaceId, keyId);
    const key = await readServiceKey(tx, workspaceId, keyId, now);
    if (key.revoked) return key;
    requireTypedName(key, input.confirmation, now);
    await tx.key.update({
      where: { id: keyId },
      data: { revokedAt: now, revokedById: adminId, revokedReason: reason, updatedAt: now },
    });
    await recordKeyEvent(tx, actorOf(caller), {
      action: "key.revoked",
      key: { id: keyId, name: key.name, userId: null },
      workspaceIds: [workspaceId],
      details: { reason },
    });
    return readServiceKey(tx, workspaceId, keyId, now);
  });
}
