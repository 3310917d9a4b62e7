import type { Transaction } from "#lib/db/client";
import { CHECKS_APART_MS } from "#lib/upstreams/health/failed-calls";
import { type Evidence, FAILED_CALLS_COUNT_MS, FAILED_CALLS_IN_A_ROW, judge } from "#lib/upstreams/health/health";
import { tellAdmins } from "#lib/upstreams/health/tell-admins";

const COLUMNS = {
  workspaceId: true,
  disabledAt: true,
  catalogueAt: true,
  callFailedAt: true,
  failedCalls: true,
  troubledSince: true,
  worksAgainSince: true,
  toldAt: true,
} as const;

/** What a check found: whether the server was reached, and when the check before it reached it; null if it did not. */
export type Check = { isReached: false } | { isReached: true; reachedBefore: Date | null };

/**
 * Locks the row of a server, so that nobody else judges it until the transaction ends.
 * @returns the time of its last check; null if that one did not reach the server
 */
export async function lockLastReached(tx: Transaction, upstreamId: string): Promise<Date | null> {
  await tx.$queryRaw`SELECT id FROM "Upstream" WHERE id = ${upstreamId} FOR NO KEY UPDATE`;
  const select = { failureCode: true, failedAt: true, catalogueAt: true } as const;
  const row = await tx.upstream.findUnique({ where: { id: upstreamId }, select });
  if (row?.failureCode === "CATALOGUE_TOO_LARGE") return row.failedAt;
  return row?.failureCode ? null : (row?.catalogueAt ?? null);
}

/**
 * Draws the conclusion from a check of a server: what is remembered, what admins are told, and when it is checked again.
 * The transaction must have changed the row of the server already, so nobody else judges it meanwhile.
 * @param now the time at which the check began
 */
export async function settleCheck(tx: Transaction, upstreamId: string, check: Check, now: Date): Promise<void> {
  const row = await tx.upstream.findUniqueOrThrow({ where: { id: upstreamId }, select: COLUMNS });
  if (row.disabledAt) return;
  const isInTrouble = !check.isReached || callsFail(row, check.reachedBefore, now);
  const evidence: Evidence = { isInTrouble, hasWorked: row.catalogueAt !== null };
  const { health, news, checkAt } = judge(row, evidence, now);
  // A call that failed during the check needs a check of its own.
  const isAskedAgain = row.callFailedAt !== null && row.callFailedAt > now;
  const soon = isAskedAgain ? new Date(now.getTime() + CHECKS_APART_MS) : null;
  const next = [checkAt, soon].filter((time) => time !== null).sort((one, other) => one.getTime() - other.getTime());
  // The end of an outage explains the calls that failed in it, so the next ones are counted anew.
  const isBack = check.isReached && check.reachedBefore === null;
  const data = { ...health, checkAt: next[0] ?? null, ...(isBack && { failedCalls: 0 }) };
  await tx.upstream.update({ where: { id: upstreamId }, data });
  if (news) await tellAdmins(tx, { id: upstreamId, workspaceId: row.workspaceId }, news, now);
}

type FailedCalls = { failedCalls: number; callFailedAt: Date | null };

/**
 * Whether calls fail in a row although Latchkey can connect: the last one after a check that reached the server, so they
 * failed for another reason than an outage that is over.
 */
function callsFail({ failedCalls, callFailedAt }: FailedCalls, reachedBefore: Date | null, now: Date): boolean {
  if (callFailedAt === null || failedCalls < FAILED_CALLS_IN_A_ROW) return false;
  if (reachedBefore === null || callFailedAt <= reachedBefore) return false;
  return Math.abs(now.getTime() - callFailedAt.getTime()) <= FAILED_CALLS_COUNT_MS;
}

/**
 * Forgets what was known of a server that is disabled or gets another address, with the notices about it.
 */
export async function forgetTrouble(tx: Transaction, upstreamId: string): Promise<void> {
  await tx.notice.deleteMany({ where: { upstreamId } });
  await tx.upstream.update({
    where: { id: upstreamId },
    data: {
      callFailureCode: null,
      callFailureMessage: null,
      callFailedAt: null,
      failedCalls: 0,
      troubledSince: null,
      worksAgainSince: null,
      toldAt: null,
      checkAt: null,
    },
  });
}
