import { DAY_MS } from "#lib/clock";
import { db, type Prisma } from "#lib/db/client";

/** A write that a client marked with a key of its own, so that it can send it again without doing it twice. */
export type IdempotentWrite = { userId: string; key: string; requestHash: string };

type Answer = { status: number; body: Prisma.InputJsonObject };

/**
 * - `first`: nobody has sent it before; whoever gets this does the work, then settles or releases it
 * - `done`: it was done, and this was answered
 * - `under_way`: it was begun and not finished
 * - `reused`: the key stands for another request
 */
export type Claim = { outcome: "first" } | { outcome: "done"; answer: Answer } | { outcome: "under_way" | "reused" };

const KEPT_MS = DAY_MS;

/** Finds out whether a write is new at `now`. Of two that come at once one alone is told so. */
export async function claimWrite({ userId, key, requestHash }: IdempotentWrite, now: Date): Promise<Claim> {
  await db().idempotentWrite.deleteMany({ where: { userId, at: { lte: new Date(now.getTime() - KEPT_MS) } } });
  const { count } = await db().idempotentWrite.createMany({
    data: [{ userId, key, requestHash, at: now }],
    skipDuplicates: true,
  });
  if (count > 0) return { outcome: "first" };
  const known = await db().idempotentWrite.findUnique({ where: { userId_key: { userId, key } } });
  // Released in this very moment: whoever asks again is the first.
  if (!known) return { outcome: "under_way" };
  if (known.requestHash !== requestHash) return { outcome: "reused" };
  if (known.status === null) return { outcome: "under_way" };
  return { outcome: "done", answer: { status: known.status, body: known.answer as Prisma.InputJsonObject } };
}

/** Remembers what a write was answered. @param answer without any secret */
export async function settleWrite({ userId, key }: IdempotentWrite, { status, body }: Answer): Promise<void> {
  await db().idempotentWrite.update({ where: { userId_key: { userId, key } }, data: { status, answer: body } });
}

/** Forgets a write that came to nothing, so that it can be sent again. */
export async function releaseWrite({ userId, key }: IdempotentWrite): Promise<void> {
  await db().idempotentWrite.deleteMany({ where: { userId, key, status: null } });
}
