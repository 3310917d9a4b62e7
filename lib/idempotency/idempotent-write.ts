import { DAY_MS, SECOND_MS } from "#lib/clock";
import { db, Prisma, type Transaction } from "#lib/db/client";

/** A write that a client marked with a key of its own, so that it can send it again without doing it twice. */
export type IdempotentWrite = { userId: string; key: string; requestHash: string };

/** Without any secret. */
export type Answer = { status: number; body: Prisma.InputJsonObject };

/**
 * - `done`: it was done before, and this was answered
 * - `reused`: the key stands for another request
 */
export type Repetition = { outcome: "done"; answer: Answer } | { outcome: "reused" };

const KEPT_MS = DAY_MS;
/** How long a write waits for the same one that is under way. */
const PATIENCE_MS = 3 * SECOND_MS;
const TRANSACTION_TIMEOUT_MS = 10 * SECOND_MS;

/** What is known of a write that came within the last day; null for a new one. */
export async function findRepetition(
  { userId, key, requestHash }: IdempotentWrite,
  now: Date,
  transaction: Transaction = db(),
): Promise<Repetition | null> {
  const known = await transaction.idempotentWrite.findUnique({ where: { userId_key: { userId, key } } });
  if (!known || known.at <= endOf(now)) return null;
  if (known.requestHash !== requestHash) return { outcome: "reused" };
  return { outcome: "done", answer: { status: known.status, body: known.answer as Prisma.InputJsonObject } };
}

/** Nothing of a write was done, because the same one is under way and takes its time. */
export class UnderWayError extends Error {
  override name = "UnderWayError";
}

/**
 * Does a write and remembers its answer in one transaction: whatever happens in between, both are there or neither. Of
 * two that come at once one waits for the other.
 * @param work does the write in this transaction. What it throws undoes all, so that the write can be sent again
 * @returns what `work` came to, or what is known of the write from before
 * @throws UnderWayError
 */
export function writeOnce<Result>(
  write: IdempotentWrite,
  now: Date,
  work: (transaction: Transaction) => Promise<{ result: Result; answer: Answer }>,
): Promise<{ outcome: "first"; result: Result } | Repetition> {
  return db().$transaction(
    async (tx) => {
      await takeTurn(tx, write);
      const repetition = await findRepetition(write, now, tx);
      if (repetition) return repetition;
      const { result, answer } = await work(tx);
      const { userId, key } = write;
      await tx.idempotentWrite.deleteMany({ where: { userId, key } });
      await tx.idempotentWrite.create({ data: { ...write, status: answer.status, answer: answer.body, at: now } });
      return { outcome: "first" as const, result };
    },
    { timeout: TRANSACTION_TIMEOUT_MS },
  );
}

/** Until the end of the transaction no other one has the same turn. */
async function takeTurn(tx: Transaction, { userId, key }: IdempotentWrite): Promise<void> {
  try {
    await tx.$executeRaw`SELECT set_config('lock_timeout', ${String(PATIENCE_MS)}, true)`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${userId} ${key}`}, 0))`;
    await tx.$executeRaw`SELECT set_config('lock_timeout', '0', true)`;
  } catch (error) {
    throw isLockTimeout(error) ? new UnderWayError() : error;
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && JSON.stringify(error.meta).includes("55P03");
}

/** Records of this instant and before count no longer. */
export function endOf(now: Date): Date {
  return new Date(now.getTime() - KEPT_MS);
}
