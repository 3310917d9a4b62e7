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

/**
 * Draws the conclusion from a check of a server: what is remembered, what admins are told, and when it is checked again.
 * The transaction must have changed the row of the server already, so nobody else judges it meanwhile.
 * @param hasFailed whether Latchkey could not connect
 * @param now the time at which the check began
 */
export async function settleCheck(tx: Transaction, upstreamId: string, hasFailed: boolean, now: Date): Promise<void> {
  const row = await tx.upstream.findUniqueOrThrow({ where: { id: upstreamId }, select: COLUMNS });
  if (row.disabledAt) return;
  const evidence: Evidence = { isInTrouble: hasFailed || callsFail(row, now), hasWorked: row.catalogueAt !== null };
  const { health, news, checkAt } = judge(row, evidence, now);
  // A call that failed during the check needs a check of its own.
  const isAskedAgain = row.callFailedAt !== null && row.callFailedAt > now;
  const soon = isAskedAgain ? new Date(now.getTime() + CHECKS_APART_MS) : null;
  const next = [checkAt, soon].filter((time) => time !== null).sort((one, other) => one.getTime() - other.getTime());
  await tx.upstream.update({ where: { id: upstreamId }, data: { ...health, checkAt: next[0] ?? null } });
  if (news) await tellAdmins(tx, { id: upstreamId, workspaceId: row.workspaceId }, news, now);
}

/** Whether calls fail in a row, although Latchkey may be able to connect. */
function callsFail({ failedCalls, callFailedAt }: { failedCalls: number; callFailedAt: Date | null }, now: Date) {
  if (callFailedAt === null || failedCalls < FAILED_CALLS_IN_A_ROW) return false;
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
