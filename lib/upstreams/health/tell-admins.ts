import { HOUR_MS } from "#lib/clock";
import type { Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import type { News } from "#lib/upstreams/health/health";

/** A server whose state changes again and again is mailed about no more often than this. The bell shows all of it. */
const MAILED_APART_MS = HOUR_MS;

type Server = { id: string; workspaceId: string };
type Earlier = { userId: string; kind: string; at: Date; mailAttempts: number };

/**
 * Writes a notice for each admin of the workspace, in place of the notices of the same server before. Only those who
 * were told that it does not work are told that it works again, and by mail only if they were told by mail.
 */
export async function tellAdmins(tx: Transaction, server: Server, news: News, at: Date): Promise<void> {
  const { id: upstreamId, workspaceId } = server;
  const admins = await tx.membership.findMany({
    where: { workspaceId, role: { in: ["owner", "admin"] }, user: { disabledAt: null } },
    select: { userId: true },
  });
  const earlier = await tx.notice.findMany({
    where: { upstreamId },
    select: { userId: true, kind: true, at: true, mailAttempts: true },
  });
  await tx.notice.deleteMany({ where: { upstreamId } });
  const told = new Map<string, Earlier>(earlier.map((notice) => [notice.userId, notice]));
  await tx.notice.createMany({
    data: admins
      .map(({ userId }) => ({ userId, last: told.get(userId) }))
      .filter(({ last }) => news === "failing" || last?.kind === "upstream.failing")
      .map(({ userId, last }) => ({
        id: newId("ntc"),
        userId,
        kind: `upstream.${news}`,
        upstreamId,
        at,
        ...mailing(news, last, at),
      })),
  });
}

type Mailing = { mailedAt: Date | null; mailAfter: Date | null };

/** When a notice is mailed. One that is too soon after the last waits, so a failure that lasts is mailed all the same. */
function mailing(news: News, last: Earlier | undefined, at: Date): Mailing {
  if (news === "recovered") return { mailedAt: last && last.mailAttempts > 0 ? null : at, mailAfter: null };
  return { mailedAt: null, mailAfter: last ? new Date(last.at.getTime() + MAILED_APART_MS) : null };
}
