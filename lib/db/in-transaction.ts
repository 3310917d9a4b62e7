import { db, type Transaction } from "#lib/db/client";

/** Does `work` in the transaction that a caller brings along, or else in one of its own. */
export function inTransaction<Result>(
  { transaction }: { transaction?: Transaction },
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return transaction ? work(transaction) : db().$transaction(work);
}
