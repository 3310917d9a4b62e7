import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { maskOf } from "#lib/keys/mask";
import { isNoticeKind, type NoticeView } from "#lib/notices/dto";

/** More at once nobody reads. */
const NOTICES_SHOWN = 50;
/** A key that expired longer ago is no news any more, nor is a leak of so many days. */
const EXPIRED_SHOWN_DAYS = 7;
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
 * What the caller is to know of their keys and of the service keys of their workspaces, newest first. Reminders are
 * left out once they are settled: the key was revoked or rotated, or a nearer reminder came.
 */
export async function listNotices(caller: Caller): Promise<NoticeView[]> {
  const { now, principal } = caller;
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
     WHERE n."userId" = ${principal.userId} AND n.at > ${addDays(now, -NOTICES_SHOWN_DAYS)}
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
  return rows.flatMap(noticeView);
}

function noticeView({ id, kind, at, readAt, keyId, name, expiresAt, ...row }: Row): NoticeView[] {
  // A newer version of Latchkey on the same database may write of what this one does not know.
  if (!isNoticeKind(kind)) return [];
  const { serviceWorkspaceName, workspaceSlug } = row;
  const key = { id: keyId, name, mask: maskOf(row), expiresAt };
  return [{ id, kind, at, isRead: readAt !== null, key, serviceWorkspaceName, workspaceSlug }];
}
