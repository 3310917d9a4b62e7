import { Prisma, type Transaction } from "#lib/db/client";
import { notFound } from "#lib/errors";

// An operation locks in this order: accounts in the order of their ids, memberships, then everything else. The order
// prevents that two operations wait for each other (docs/decisions/0032).

/**
 * Ends a query that reads a `membership` and the account of its `person`. Until the transaction ends, the membership
 * keeps its role and the account is not disabled. Operations that rely on the same membership do not wait for each other.
 */
export const KEEP_MEMBERSHIP = Prisma.sql`FOR SHARE OF membership FOR KEY SHARE OF person`;

/**
 * Locks a person who changes what is their own, so that their operations of this kind follow each other. The account is
 * not disabled until the transaction ends.
 * @throws AppError NOT_FOUND when the account is disabled
 */
export async function lockPerson(transaction: Transaction, userId: string): Promise<void> {
  const people = await transaction.$queryRaw<unknown[]>`
    SELECT id FROM "User" WHERE id = ${userId} AND "disabledAt" IS NULL FOR NO KEY UPDATE`;
  if (people.length === 0) throw notFound("account");
}

/**
 * Keeps several accounts from being disabled until the transaction ends. Call it when an operation relies on more than
 * one account, before it locks anything else.
 */
export async function keepAccounts(transaction: Transaction, userIds: readonly string[]): Promise<void> {
  await transaction.$queryRaw`SELECT id FROM "User" WHERE id = ANY(${userIds}) ORDER BY id FOR KEY SHARE`;
}

/**
 * Locks an account before it is disabled. It waits for every operation that relies on the account. A plain update would
 * not wait for them, because `KEEP_MEMBERSHIP` holds only the key of the account.
 */
export async function lockToDisable(transaction: Transaction, userId: string): Promise<void> {
  await transaction.$queryRaw`SELECT id FROM "User" WHERE id = ${userId} FOR UPDATE`;
}

/**
 * Locks an account, disabled or not, so that sign-ins and ends of its sessions follow each other. A session that begins
 * for a disabled account is of no use, because disabling raises the version of the credential.
 */
export async function lockSessions(transaction: Transaction, userId: string): Promise<void> {
  await transaction.$queryRaw`SELECT id FROM "User" WHERE id = ${userId} FOR NO KEY UPDATE`;
}
