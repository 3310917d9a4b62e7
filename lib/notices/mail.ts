import { type Repeating, repeat } from "#lib/background/repeating";
import { addDays, type Clock, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { type Mail, sendMail } from "#lib/mail/send";
import { isKeyNoticeKind, WEBHOOK_NOTICE_KIND } from "#lib/notices/dto";
import { keyNoticeMail, webhookNoticeMail } from "#lib/notices/mail-text";
import { maskOf } from "#lib/secrets/token-mask";
import { hostOf } from "#lib/webhooks/host";
import { disabledReason } from "#lib/webhooks/settings/view";

const LOOK_EVERY_MS = 20 * SECOND_MS;
/** After the first look for reminders, so that theirs go out with it. */
const FIRST_LOOK_AFTER_MS = 8 * SECOND_MS;
const MAIL_ATTEMPTS_MAX = 5;
/** A claimed mail is nobody else's for so long; after a failure it rests as long, longer each time. */
const LEASE_MS = 5 * MINUTE_MS;
/** What is older is told in the dashboard alone: a mail server that is set up later must not send old news. */
const NEWS_DAYS = 1;

/** Mails notices where a mail server is set, for as long as the process runs. Any number of processes may do so. */
export function startNoticeMails(clock: Clock): Repeating {
  return repeat({
    failure: "Notices could not be mailed.",
    everyMs: LOOK_EVERY_MS,
    firstAfterMs: FIRST_LOOK_AFTER_MS,
    work: () => mailNotices(clock.now()),
  });
}

/**
 * Mails what is due at `now`, one after the other. A notice is claimed before it is mailed, so two processes never mail
 * it twice; one that ends in between leaves it to be mailed again.
 * @returns how many the mail server took
 */
export async function mailNotices(now: Date): Promise<number> {
  if (!env().SMTP_URL) return 0;
  let mailed = 0;
  for (;;) {
    const notice = await claim(now);
    if (!notice) return mailed;
    const mail = mailOf(notice, now);
    const isTaken = mail !== null && (await sendMail(mail));
    if (isTaken) mailed += 1;
    await settle(notice, isTaken || mail === null, now);
  }
}

/** What a notice is about is told apart by its kind; the columns of the other are null. */
type ClaimedNotice = {
  id: string;
  kind: string;
  mailAttempts: number;
  userName: string;
  email: string;
  keyId: string | null;
  keyName: string | null;
  tokenStart: string;
  tokenEnd: string;
  expiresAt: Date | null;
  serviceWorkspaceName: string | null;
  workspaceSlug: string | null;
  webhookId: string | null;
  url: string | null;
  disabledReason: string | null;
  webhookWorkspaceName: string | null;
  /** The key was revoked or rotated since, the webhook enabled, or whoever is told is no admin any more: nothing to tell. */
  isSettled: boolean;
};

async function claim(now: Date): Promise<ClaimedNotice | undefined> {
  const { rows } = await pool().query<ClaimedNotice>({
    name: "claim-notice-mail",
    text: `
      WITH due AS MATERIALIZED (
        SELECT id FROM "Notice"
         WHERE "mailedAt" IS NULL AND at > $3 AND ("mailAfter" IS NULL OR "mailAfter" <= $1)
         ORDER BY at LIMIT 1 FOR UPDATE SKIP LOCKED
      ), claimed AS (
        UPDATE "Notice" n SET "mailAttempts" = n."mailAttempts" + 1, "mailAfter" = $2
          FROM due WHERE n.id = due.id RETURNING n.*
      )
      SELECT n.id, n.kind, n."mailAttempts", u.name AS "userName", u.email, n."keyId", k.name AS "keyName",
             k."tokenStart", k."tokenEnd", k."expiresAt", service.name AS "serviceWorkspaceName",
             n."webhookId", wh.url, wh."disabledReason", told.name AS "webhookWorkspaceName",
             coalesce(told.slug, service.slug, (
               SELECT w.slug
                 FROM "Membership" m JOIN "Workspace" w ON w.id = m."workspaceId"
                 LEFT JOIN "KeyWorkspace" kw ON kw."workspaceId" = w.id AND kw."keyId" = k.id AND kw."detachedAt" IS NULL
                WHERE m."userId" = n."userId" ORDER BY kw."keyId" IS NULL, w.id LIMIT 1)) AS "workspaceSlug",
             u."disabledAt" IS NOT NULL OR CASE
               WHEN wh.id IS NOT NULL THEN wh."disabledAt" IS NULL OR NOT EXISTS (
                 SELECT FROM "Membership" m
                  WHERE m."userId" = n."userId" AND m."workspaceId" = wh."workspaceId" AND m.role <> 'member')
               ELSE k.id IS NULL OR (k."userId" IS NULL AND NOT EXISTS (
                 SELECT FROM "Membership" m
                  WHERE m."userId" = n."userId" AND m."workspaceId" = k."serviceWorkspaceId" AND m.role <> 'member'))
               OR (n.kind <> 'key.leaked' AND (
                 k."revokedAt" IS NOT NULL OR k."expiresAt" <= $1
                 OR EXISTS (SELECT FROM "Key" later WHERE later."rotatedFromId" = k.id))) END AS "isSettled"
        FROM claimed n JOIN "User" u ON u.id = n."userId" LEFT JOIN "Key" k ON k.id = n."keyId"
        LEFT JOIN "Workspace" service ON service.id = k."serviceWorkspaceId"
        LEFT JOIN "Webhook" wh ON wh.id = n."webhookId" LEFT JOIN "Workspace" told ON told.id = wh."workspaceId"`,
    values: [now, new Date(now.getTime() + LEASE_MS), addDays(now, -NEWS_DAYS)],
  });
  return rows[0];
}

/** Null when there is nothing to tell any more, or nothing that this version knows how to tell. */
function mailOf(notice: ClaimedNotice, now: Date): Mail | null {
  if (notice.isSettled) return null;
  return notice.kind === WEBHOOK_NOTICE_KIND ? webhookMail(notice) : keyMail(notice, now);
}

function keyMail({ kind, keyId, workspaceSlug, ...notice }: ClaimedNotice, now: Date): Mail | null {
  if (!isKeyNoticeKind(kind)) return null;
  return keyNoticeMail({
    kind,
    recipient: { name: notice.userName, email: notice.email },
    key: { name: notice.keyName, mask: maskOf(notice), expiresAt: notice.expiresAt },
    serviceWorkspaceName: notice.serviceWorkspaceName,
    link: linkTo(workspaceSlug, `/settings/mcp/${keyId}`),
    now,
  });
}

function webhookMail({ webhookId, url, workspaceSlug, ...notice }: ClaimedNotice): Mail | null {
  const reason = disabledReason(notice.disabledReason);
  if (url === null || reason === "admin") return null;
  return webhookNoticeMail({
    recipient: { name: notice.userName, email: notice.email },
    host: hostOf(url),
    workspaceName: notice.webhookWorkspaceName ?? "",
    reason,
    link: linkTo(workspaceSlug, `/settings/webhooks/${webhookId}`),
  });
}

function linkTo(workspaceSlug: string | null, path: string): string {
  return `${env().PUBLIC_URL}${workspaceSlug ? `/w/${workspaceSlug}${path}` : ""}`;
}

async function settle({ id, mailAttempts }: ClaimedNotice, isDone: boolean, now: Date): Promise<void> {
  const isOver = isDone || mailAttempts >= MAIL_ATTEMPTS_MAX;
  await db().notice.updateMany({
    where: { id, mailAttempts, mailedAt: null },
    data: isOver
      ? { mailedAt: now, mailAfter: null }
      : { mailAfter: new Date(now.getTime() + mailAttempts * LEASE_MS) },
  });
}
