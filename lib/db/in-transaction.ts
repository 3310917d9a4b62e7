import { db, type Transaction } from "#lib/db/client";

/** Runs `work` in the transaction of the caller if there is one, or else in a new transaction. */
export function inTransaction<Result>(
  { transaction }: { transaction?: Transaction },
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return transaction ? work(transaction) : db().$transaction(work);
}
