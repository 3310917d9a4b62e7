import { hasProvenIdentity } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { inTransaction } from "#lib/db/in-transaction";
import { requireKeyLimit } from "#lib/keys/life/own-key-limit";
import { lockRotatable, recordReplacement, replaceKey } from "#lib/keys/life/replacement";
import type { RotateKeyInput, RotateServiceKeyInput } from "#lib/keys/life/schema";
import { requireServiceKeyLimit } from "#lib/keys/life/service-key-limit";
import { lockOwner } from "#lib/keys/settings/lock-owner";
import { lockServiceKeysOf } from "#lib/keys/settings/lock-service-key";
import { requirePerson } from "#lib/keys/settings/require-person";
import type { CreatedKey, CreatedServiceKey } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";
import { readServiceKey } from "#lib/keys/view/read-service-key";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Replaces a key of the caller by a new key with the same settings and a new token. The old token ends as `overlap`
 * says, and never later than before. The answer is the only place where the new token ever appears.
 * @throws AppError NOT_FOUND for a key of somebody else; CONFLICT when the key has ended, was replaced before, is a
 *   legacy token or reaches no workspace, or when the caller would have one usable key too many during the overlap;
 *   INVALID_INPUT when a workspace's policy would block the new lifetime; FORBIDDEN when a key calls; the errors of
 *   `hasProvenIdentity` and `requireProof`
 */
export async function rotateKey(caller: Caller, input: RotateKeyInput): Promise<CreatedKey> {
  const userId = requirePerson(caller);
  const isProven = await hasProvenIdentity(caller, input.password);
  return inTransaction(caller, async (tx) => {
    await lockOwner(tx, caller);
    const old = await lockRotatable(tx, { id: input.keyId, userId }, caller.now);
    if (input.overlap !== "none") await requireKeyLimit(tx, caller);
    const { id, token } = await replaceKey(tx, caller, old, { ...input, isProven });
    const row = await tx.key.findUniqueOrThrow({ where: { id }, select: ownKeySelect(userId) });
    const key = ownKeyView(row, caller.now);
    await recordReplacement(tx, caller, old, key, input);
    return { key, token };
  });
}

/**
 * Replaces a service key in the same way, as any admin of its workspace.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member, or a key that it does not own;
 *   CONFLICT, INVALID_INPUT and the proof as `rotateKey`; FORBIDDEN for members who are not admins, and when a key calls
 */
export async function rotateServiceKey(caller: Caller, input: RotateServiceKeyInput): Promise<CreatedServiceKey> {
  requirePerson(caller);
  const isProven = await hasProvenIdentity(caller, input.password);
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWrite(tx, caller, input.workspace, "service_keys:manage");
    await lockServiceKeysOf(tx, workspaceId);
    const old = await lockRotatable(tx, { id: input.keyId, serviceWorkspaceId: workspaceId }, caller.now);
    if (input.overlap !== "none") await requireServiceKeyLimit(tx, workspaceId, caller.now);
    const { id, token } = await replaceKey(tx, caller, old, { ...input, isProven });
    const key = await readServiceKey(tx, workspaceId, id, caller.now);
    await recordReplacement(tx, caller, old, key, input);
    return { key, token };
  });
}
