import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { notFound } from "#lib/errors";
import type { KeyView } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";

/**
 * Reads a key of the caller.
 * @throws AppError NOT_FOUND for a key of somebody else
 */
export async function readOwnKey(caller: Caller, id: string, transaction: Transaction = db()): Promise<KeyView> {
  const { userId } = caller.principal;
  const row = await transaction.key.findFirst({ where: { id, userId }, select: ownKeySelect(userId) });
  if (!row) throw notFound("key");
  return ownKeyView(row, caller.now);
}
