import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { inTransaction } from "#lib/db/in-transaction";
import { invalidField } from "#lib/errors";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { isNameTyped, mustTypeName, nameToType } from "#lib/keys/life/revocation";
import type { RevokeKeyInput } from "#lib/keys/life/schema";
import { requirePerson } from "#lib/keys/settings/require-person";
import type { KeyView } from "#lib/keys/view/dto";
import { readOwnKey } from "#lib/keys/view/read-own-key";

/**
 * Revokes a key of the caller for good: every request is refused once this returns. A second call changes nothing and
 * answers the same.
 * @throws AppError NOT_FOUND for a key of somebody else; INVALID_INPUT when the key was used in the last hour and its
 *   name was not typed; FORBIDDEN when a key calls
 */
export async function revokeKey(caller: Caller, input: RevokeKeyInput): Promise<KeyView> {
  const userId = requirePerson(caller);
  const { keyId, reason } = input;
  return inTransaction(caller, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${keyId} AND "userId" = ${userId} FOR UPDATE`;
    const key = await readOwnKey(caller, keyId, tx);
    if (key.revoked) return key;
    // A script has no dialog in which a person may have chosen the wrong key.
    if (caller.principal.kind === "user") requireTypedName(key, input.confirmation, caller.now);
    await tx.key.update({
      where: { id: keyId },
      data: { revokedAt: caller.now, revokedById: userId, revokedReason: reason, updatedAt: caller.now },
    });
    const workspaceIds = key.workspaces.filter((one) => !one.detached).map(({ id }) => id);
    await recordKeyEvent(tx, actorOf(caller), { action: "key.revoked", key, workspaceIds, details: { reason } });
    return readOwnKey(caller, keyId, tx);
  });
}

/**
 * Checks that the name of a key that is in use was typed. The dialog checks this too, but it may have been opened
 * before the key was used.
 * @throws AppError INVALID_INPUT
 */
export function requireTypedName(key: KeyView, typed: string | null, now: Date): void {
  if (!mustTypeName(key.lastUse?.at ?? null, now)) return;
  const name = nameToType(key);
  if (isNameTyped(typed ?? "", name)) return;
  const [what, end] = key.app ? ["app", "disconnect"] : ["key", "revoke"];
  throw invalidField("confirmation", `This ${what} was used in the last hour. Type ${name} to ${end} it.`);
}
