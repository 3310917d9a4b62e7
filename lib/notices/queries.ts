import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import {
  isKeyNoticeKind,
  isUpstreamNoticeKind,
  type KeyNotice,
  type NoticeView,
  type UpstreamNotice,
  WEBHOOK_NOTICE_KIND,
  type WebhookNotice,
} from "#lib/notices/dto";
import { maskOf } from "#lib/secrets/token-mask";
import type { FailureCode } from "#lib/upstreams/dto";
import { hostOf } from "#lib/webhooks/host";
import { disabledReason } from "#lib/webhooks/settings/view";

/** The most notices that are shown at once. */
const NOTICES_SHOWN = 50;
/** Keys that expired more days ago are not shown. */
const EXPIRED_SHOWN_DAYS = 7;
/** Notices that are older, in days, are not shown. */
const NOTICES_SHOWN_DAYS = 90;

type Row = {
  id: string;
  kind: string;
  at: Date;
  readAt: Date | null;
  keyId: string;
  name: string | null;
  tokenStart: string;
  tokenEnd: string;
  expiresAt: Date | null;
  serviceWorkspaceName: string | null;
  workspaceSlug: string | null;
};

/**
 * Lists the notices of the caller, the newest first. They are about the caller's own keys, and about the service keys,
 * webhooks and MCP servers of the workspaces in which the caller is an owner or admin.
 */
export async function listNotices(caller: Caller): Promise<NoticeView[]> {
  const { now, principal } = caller;
  const since = addDays(now, -NOTICES_SHOWN_DAYS);
  const notices = await Promise.all([
    readKeyNotices(principal.userId, since, now),
    readWebhookNotices(principal.userId, since),
    readUpstreamNotices(principal.userId, since),
  ]);
  return notices
    .flat()
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, NOTICES_SHOWN);
}

/** Reminders are left out when the key was revoked or rotated, or when a later reminder exists. */
async function readKeyNotices(userId: string, since: Date, now: Date): Promise<KeyNotice[]> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT n.id, n.kind, n.at, n."readAt", k.id AS "keyId", k.name, k."tokenStart", k."tokenEnd", k."expiresAt",
           service.name AS "serviceWorkspaceName", coalesce(service.slug, reached.slug) AS "workspaceSlug"
      FROM "Notice" n
      JOIN "Key" k ON k.id = n."keyId"
      LEFT JOIN "Workspace" service ON service.id = k."serviceWorkspaceId"
      LEFT JOIN LATERAL (
        SELECT w.slug
          FROM "Membership" m JOIN "Workspace" w ON w.id = m."workspaceId"
          LEFT JOIN "KeyWorkspace" kw ON kw."workspaceId" = w.id AND kw."keyId" = k.id AND kw."detachedAt" IS NULL
         WHERE m."userId" = n."userId"
         ORDER BY kw."keyId" IS NULL, w.id LIMIT 1) reached ON true
     WHERE n."userId" = ${userId} AND n.at > ${since}
       AND (k."userId" = n."userId" OR EXISTS (
             SELECT FROM "Membership" admin
              WHERE admin."userId" = n."userId" AND admin."workspaceId" = k."serviceWorkspaceId" AND admin.role <> 'member'))
       AND (n.kind = 'key.leaked' OR (
             k."revokedAt" IS NULL AND k."expiresAt" > ${addDays(now, -EXPIRED_SHOWN_DAYS)}
             AND NOT EXISTS (SELECT FROM "Key" later WHERE later."rotatedFromId" = k.id)))
       AND NOT (n.kind = 'key.expires_in_7_days' AND EXISTS (
             SELECT FROM "Notice" nearer
              WHERE nearer."userId" = n."userId" AND nearer."keyId" = n."keyId" AND nearer.kind = 'key.expires_in_1_day'))
     ORDER BY n.at DESC, n.id DESC LIMIT ${NOTICES_SHOWN}`;
  return rows.flatMap(keyNoticesOf);
}

/** Returns the notice of a row, or nothing when this version does not know its kind. */
function keyNoticesOf({ id, kind, at, readAt, keyId, name, expiresAt, ...row }: Row): KeyNotice[] {
  // A newer version of Latchkey on the same database may have written it.
  if (!isKeyNoticeKind(kind)) return [];
  const { serviceWorkspaceName, workspaceSlug } = row;
  const key = { id: keyId, name, mask: maskOf(row), expiresAt };
  return [{ id, kind, at, isRead: readAt !== null, key, serviceWorkspaceName, workspaceSlug }];
}

/** Notices are left out when somebody has enabled the webhook again. */
async function readWebhookNotices(userId: string, since: Date): Promise<WebhookNotice[]> {
  const rows = await db().notice.findMany({
    where: {
      userId,
      kind: WEBHOOK_NOTICE_KIND,
      at: { gt: since },
      webhook: {
        disabledAt: { not: null },
        workspace: { memberships: { some: { userId, role: { in: ["owner", "admin"] } } } },
      },
    },
    select: {
      id: true,
      at: true,
      readAt: true,
      webhook: {
        select: { id: true, url: true, disabledReason: true, workspace: { select: { name: true, slug: true } } },
      },
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: NOTICES_SHOWN,
  });
  return rows.flatMap(({ webhook, readAt, ...notice }): WebhookNotice[] => {
    const reason = disabledReason(webhook?.disabledReason ?? null);
    if (!webhook || reason === "admin") return [];
    const { workspace, id, url } = webhook;
    const view = { id, host: hostOf(url), reason };
    return [{ ...notice, kind: WEBHOOK_NOTICE_KIND, isRead: readAt !== null, webhook: view, workspace }];
  });
}

const NO_ROOM: FailureCode = "CATALOGUE_TOO_LARGE";

/** The notices about a server are deleted when it is disabled, so those that are found hold. */
async function readUpstreamNotices(userId: string, since: Date): Promise<UpstreamNotice[]> {
  const rows = await db().notice.findMany({
    where: {
      userId,
      at: { gt: since },
      upstream: { workspace: { memberships: { some: { userId, role: { in: ["owner", "admin"] } } } } },
    },
    select: {
      id: true,
      kind: true,
      at: true,
      readAt: true,
      upstream: {
        select: {
          id: true,
          name: true,
          failureCode: true,
          failureMessage: true,
          callFailureMessage: true,
          callFailedAt: true,
          worksAgainSince: true,
          workspace: { select: { name: true, slug: true } },
        },
      },
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: NOTICES_SHOWN,
  });
  return rows.flatMap(({ upstream, kind, readAt, ...notice }): UpstreamNotice[] => {
    if (!upstream || !isUpstreamNoticeKind(kind)) return [];
    const { id, name, workspace, callFailureMessage, callFailedAt, worksAgainSince } = upstream;
    // A server whose catalogue only lacks room works.
    const failureMessage = upstream.failureCode === NO_ROOM ? null : upstream.failureMessage;
    // A call that failed in the trouble that is over stays noted until the server answers one.
    const worksSince = kind === "upstream.recovered" ? notice.at : worksAgainSince;
    const isOfNow = worksSince === null || (callFailedAt !== null && callFailedAt > worksSince);
    const failure = failureMessage ?? (isOfNow ? callFailureMessage : null);
    const view = { id, name, failure, answersAgain: worksAgainSince !== null };
    return [{ ...notice, kind, isRead: readAt !== null, upstream: view, workspace }];
  });
}
