import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { inTransaction } from "#lib/db/in-transaction";
import { invalidField } from "#lib/errors";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { isNameTyped, mustTypeName, nameToType } from "#lib/keys/life/revocation";
import type { RevokeKeyInput } from "#lib/keys/life/schema";
import { requirePerson } from "#lib/keys/settings/person";
import type { KeyView } from "#lib/keys/view/dto";
import { ownKey } from "#lib/keys/view/own-key";

/**
 * Ends a key of the caller for good: it is refused from the moment on at which this returns. A second time changes
 * nothing and answers the same.
 * @throws AppError NOT_FOUND for a key of somebody else; INVALID_INPUT when it was used in the last hour and its name
 *   was not typed; FORBIDDEN for a key
 */
export async function revokeKey(caller: Caller, input: RevokeKeyInput): Promise<KeyView> {
  const userId = requirePerson(caller);
  const { keyId, reason } = input;
  return inTransaction(caller, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${keyId} AND "userId" = ${userId} FOR UPDATE`;
    const key = await ownKey(caller, keyId, tx);
    if (key.revoked) return key;
    // A script has no dialog in which somebody may have chosen the wrong key.
    if (caller.principal.kind === "user") requireName(key, input.confirmation, caller.now);
    await tx.key.update({
      where: { id: keyId },
      data: { revokedAt: caller.now, revokedById: userId, revokedReason: reason, updatedAt: caller.now },
    });
    const workspaceIds = key.workspaces.filter((one) => !one.detached).map(({ id }) => id);
    await recordKeyEvent(tx, actorOf(caller), { action: "key.revoked", key, workspaceIds, details: { reason } });
    return ownKey(caller, keyId, tx);
  });
}

/** Asked here as well as in the dialog, which may have been open since before the key was used. */
export function requireName(key: KeyView, typed: string | null, now: Date): void {
  if (!mustTypeName(key.lastUse?.at ?? null, now)) return;
  const name = nameToType(key);
  if (isNameTyped(typed ?? "", name)) return;
  throw invalidField("confirmation", `This key was used in the last hour. Type ${name} to revoke it.`);
}
