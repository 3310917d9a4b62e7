import { DAY_MS, SECOND_MS } from "#lib/clock";
import { db, Prisma, type Transaction } from "#lib/db/client";

/** A write with an idempotency key of its client. The client can send it again, and it is still done only once. */
export type IdempotentWrite = { userId: string; key: string; requestHash: string };

/** The answer to a write. It holds no secret. */
export type Answer = { status: number; body: Prisma.InputJsonObject };

/**
 * The result of looking up a write that may be repeated:
 * - `done`: the write was done before and had this answer
 * - `reused`: the key belongs to another request
 */
export type Repetition = { outcome: "done"; answer: Answer } | { outcome: "reused" };

const RETENTION_MS = DAY_MS;
/** How long a write waits while the same write is under way. */
const LOCK_TIMEOUT_MS = 3 * SECOND_MS;
const TRANSACTION_TIMEOUT_MS = 10 * SECOND_MS;

/** Finds a write with the same key within the last day. @returns null for a new write */
export async function findRepetition(
  { userId, key, requestHash }: IdempotentWrite,
  now: Date,
  transaction: Transaction = db(),
): Promise<Repetition | null> {
  const stored = await transaction.idempotentWrite.findUnique({ where: { userId_key: { userId, key } } });
  if (!stored || stored.at <= retentionStart(now)) return null;
  if (stored.requestHash !== requestHash) return { outcome: "reused" };
  return { outcome: "done", answer: { status: stored.status, body: stored.answer as Prisma.InputJsonObject } };
}

/** The same write is under way and takes long. This write has changed nothing. */
export class UnderWayError extends Error {
  override name = "UnderWayError";
}

/**
 * Does a write and stores its answer in one transaction, so both are stored or neither. When the same write arrives twice
 * at the same time, the second waits for the first.
 * @param work does the write in this transaction; an error from it undoes everything, and the write can be sent again
 * @returns the result of `work`, or the repetition when the write was done before
 * @throws UnderWayError when the same write is still under way after some seconds
 */
export function writeOnce<Result>(
  write: IdempotentWrite,
  now: Date,
  work: (transaction: Transaction) => Promise<{ result: Result; answer: Answer }>,
): Promise<{ outcome: "first"; result: Result } | Repetition> {
  return db().$transaction(
    async (tx) => {
      await lockWrite(tx, write);
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

/** Locks the key of a write until the end of the transaction. */
async function lockWrite(tx: Transaction, { userId, key }: IdempotentWrite): Promise<void> {
  try {
    await tx.$executeRaw`SELECT set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${userId} ${key}`}, 0))`;
    await tx.$executeRaw`SELECT set_config('lock_timeout', '0', true)`;
  } catch (error) {
    throw isLockTimeout(error) ? new UnderWayError() : error;
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && JSON.stringify(error.meta).includes("55P03");
}

/** Returns the instant at which the retention starts. Writes of this instant and before no longer count. */
export function retentionStart(now: Date): Date {
  return new Date(now.getTime() - RETENTION_MS);
}
