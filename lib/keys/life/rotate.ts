import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { inTransaction } from "#lib/db/in-transaction";
import { lockOwner, requireRoom } from "#lib/keys/life/own-key-limit";
import { lockRotatable, recordReplacement, replaceKey } from "#lib/keys/life/replacement";
import type { RotateKeyInput, RotateServiceKeyInput } from "#lib/keys/life/schema";
import { lockServiceKeysOf, requireServiceRoom } from "#lib/keys/life/service-key-limit";
import { requirePerson } from "#lib/keys/settings/person";
import type { CreatedKey, CreatedServiceKey } from "#lib/keys/view/dto";
import { readServiceKey } from "#lib/keys/view/service-key";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/view";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * Gives a key of the caller a new token, as a new key with the same settings; the old one ends as `overlap` says, never
 * later than it would have. Its answer is the only place where the new token ever appears.
 * @throws AppError NOT_FOUND for a key of somebody else; CONFLICT when it ended, was replaced before, comes from another
 *   system or reaches no workspace, or when the old one would be one usable key too many; INVALID_INPUT when a
 *   workspace's policy would block so long a lifetime; FORBIDDEN for a key
 */
export async function rotateKey(caller: Caller, input: RotateKeyInput): Promise<CreatedKey> {
  const userId = requirePerson(caller);
  return inTransaction(caller, async (tx) => {
    await lockOwner(tx, userId);
    const old = await lockRotatable(tx, { id: input.keyId, userId }, caller.now);
    if (input.overlap !== "none") await requireRoom(tx, caller);
    const { id, token } = await replaceKey(tx, caller, old, input);
    const row = await tx.key.findUniqueOrThrow({ where: { id }, select: ownKeySelect(userId) });
    const key = ownKeyView(row, caller.now);
    await recordReplacement(tx, caller, old, key, input);
    return { key, token };
  });
}

/**
 * The same for a key that a workspace owns, by any of its admins.
 * @throws AppError NOT_FOUND for a foreign workspace or a key that it does not own; CONFLICT and INVALID_INPUT as with a
 *   person's key; FORBIDDEN for members who are not admins, and for a key
 */
export async function rotateServiceKey(caller: Caller, input: RotateServiceKeyInput): Promise<CreatedServiceKey> {
  requirePerson(caller);
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "service_keys:manage", tx);
    await lockServiceKeysOf(tx, workspaceId);
    const old = await lockRotatable(tx, { id: input.keyId, serviceWorkspaceId: workspaceId }, caller.now);
    if (input.overlap !== "none") await requireServiceRoom(tx, workspaceId, caller.now);
    const { id, token } = await replaceKey(tx, caller, old, input);
    const key = await readServiceKey(tx, workspaceId, id, caller.now);
    await recordReplacement(tx, caller, old, key, input);
    return { key, token };
  });
}
