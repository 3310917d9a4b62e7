import { type Repeating, repeat } from "#lib/background/repeating";
import { addDays, type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { type Mail, sendMail } from "#lib/mail/send";
import { isKeyNoticeKind, isUpstreamNoticeKind, type UpstreamNoticeKind, WEBHOOK_NOTICE_KIND } from "#lib/notices/dto";
import { keyNoticeMail, upstreamNoticeMail, webhookNoticeMail } from "#lib/notices/mail-text";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { maskOf } from "#lib/secrets/token-mask";
import { hostOf } from "#lib/webhooks/host";
import { disabledReason } from "#lib/webhooks/settings/view";

const CHECK_EVERY_MS = 20 * SECOND_MS;
/** This is later than the first check for reminders, so their mails are sent with the first ones. */
const FIRST_CHECK_AFTER_MS = 8 * SECOND_MS;
const MAIL_ATTEMPTS_MAX = 5;
/**
 * No other process claims a claimed mail for this time. After a failure, the next attempt waits this time multiplied by
 * the number of attempts.
 */
const LEASE_MS = 5 * MINUTE_MS;
/** Older notices, in days, are not mailed. A mail server that is set up later must not send old notices. */
const MAILED_DAYS = 1;

/** Mails notices if `SMTP_URL` is set, for as long as the process runs. Several processes may do this. */
export function startNoticeMails(clock: Clock): Repeating {
  return repeat({
    failure: "Notices could not be mailed.",
    everyMs: CHECK_EVERY_MS,
    firstAfterMs: FIRST_CHECK_AFTER_MS,
    work: () => mailNotices(clock.now()),
  });
}

/** So many recipients are remembered in one round. */
const ROUND_MAX = 1_000;

/**
 * Mails the notices that are due at `now`, one after the other. Recipients take turns, so somebody with thousands of
 * notices delays nobody else's. A process claims a notice before it mails it, so no
 * other process mails it at the same time. If the process ends in between, the notice is mailed again later.
 * @returns how many mails the server accepted
 */
export async function mailNotices(now: Date): Promise<number> {
  if (!env().SMTP_URL) return 0;
  let mailed = 0;
  /** The recipients that have had their turn in this round. */
  const served: string[] = [];
  for (;;) {
    const notice = await claimNotice(now, served);
    if (!notice && served.length === 0) return mailed;
    if (!notice || served.length >= ROUND_MAX) served.length = 0;
    if (!notice) continue;
    served.push(notice.userId);
    const mail = writeMail(notice, now);
    if (mail !== null && !(await ALLOWANCES.noticeMails.allows({ recipient: mail.to }))) {
      await postpone(notice, now);
      continue;
    }
    const isAccepted = mail !== null && (await sendMail(mail, { owner: notice.userId }));
    if (isAccepted) mailed += 1;
    await recordMailResult(notice, isAccepted || mail === null, now);
  }
}

/** A notice is about a key, a webhook or an MCP server, according to its kind. The columns of the other thing are null. */
type ClaimedNotice = {
  id: string;
  kind: string;
  mailAttempts: number;
  userId: string;
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
  upstreamId: string | null;
  serverName: string | null;
  serverWorkspaceName: string | null;
  /**
   * The notice no longer applies: the key was revoked or rotated, the webhook was enabled, or the recipient is disabled
   * or no longer an admin. The notices about a server are deleted when they do not apply any more.
   */
  isOutdated: boolean;
};

/** Claims the oldest notice that is due, of a recipient that is not in `served`, for the time of the lease. */
async function claimNotice(now: Date, served: readonly string[]): Promise<ClaimedNotice | undefined> {
  const { rows } = await pool().query<ClaimedNotice>({
    name: "claim-notice-mail",
    text: `
      WITH due AS MATERIALIZED (
        SELECT id FROM "Notice"
         WHERE "mailedAt" IS NULL AND at > $3 AND ("mailAfter" IS NULL OR "mailAfter" <= $1)
           AND "userId" <> ALL($4::text[])
         ORDER BY at LIMIT 1 FOR UPDATE SKIP LOCKED
      ), claimed AS (
        UPDATE "Notice" n SET "mailAttempts" = n."mailAttempts" + 1, "mailAfter" = $2
          FROM due WHERE n.id = due.id RETURNING n.*
      )
      SELECT n.id, n.kind, n."mailAttempts", n."userId", u.name AS "userName", u.email, n."keyId", k.name AS "keyName",
             k."tokenStart", k."tokenEnd", k."expiresAt", service.name AS "serviceWorkspaceName",
             n."webhookId", wh.url, wh."disabledReason", webhook_workspace.name AS "webhookWorkspaceName",
             n."upstreamId", ups.name AS "serverName", ups_workspace.name AS "serverWorkspaceName",
             coalesce(webhook_workspace.slug, ups_workspace.slug, service.slug, (
               SELECT w.slug
                 FROM "Membership" m JOIN "Workspace" w ON w.id = m."workspaceId"
                 LEFT JOIN "KeyWorkspace" kw ON kw."workspaceId" = w.id AND kw."keyId" = k.id AND kw."detachedAt" IS NULL
                WHERE m."userId" = n."userId" ORDER BY kw."keyId" IS NULL, w.id LIMIT 1)) AS "workspaceSlug",
             u."disabledAt" IS NOT NULL OR CASE
               WHEN wh.id IS NOT NULL THEN wh."disabledAt" IS NULL OR NOT EXISTS (
                 SELECT FROM "Membership" m
                  WHERE m."userId" = n."userId" AND m."workspaceId" = wh."workspaceId" AND m.role <> 'member')
               WHEN ups.id IS NOT NULL THEN NOT EXISTS (
                 SELECT FROM "Membership" m
                  WHERE m."userId" = n."userId" AND m."workspaceId" = ups."workspaceId" AND m.role <> 'member')
               ELSE k.id IS NULL OR (k."userId" IS NULL AND NOT EXISTS (
                 SELECT FROM "Membership" m
                  WHERE m."userId" = n."userId" AND m."workspaceId" = k."serviceWorkspaceId" AND m.role <> 'member'))
               OR (n.kind <> 'key.leaked' AND (
                 k."revokedAt" IS NOT NULL OR k."expiresAt" <= $1
                 OR EXISTS (SELECT FROM "Key" later WHERE later."rotatedFromId" = k.id))) END AS "isOutdated"
        FROM claimed n JOIN "User" u ON u.id = n."userId" LEFT JOIN "Key" k ON k.id = n."keyId"
        LEFT JOIN "Workspace" service ON service.id = k."serviceWorkspaceId"
        LEFT JOIN "Webhook" wh ON wh.id = n."webhookId"
        LEFT JOIN "Workspace" webhook_workspace ON webhook_workspace.id = wh."workspaceId"
        LEFT JOIN "Upstream" ups ON ups.id = n."upstreamId"
        LEFT JOIN "Workspace" ups_workspace ON ups_workspace.id = ups."workspaceId"`,
    values: [now, new Date(now.getTime() + LEASE_MS), addDays(now, -MAILED_DAYS), served],
  });
  return rows[0];
}

/** Writes the mail of a notice; null when the notice is outdated or this version does not know its kind. */
function writeMail(notice: ClaimedNotice, now: Date): Mail | null {
  if (notice.isOutdated) return null;
  if (isUpstreamNoticeKind(notice.kind)) return writeUpstreamMail(notice, notice.kind);
  return notice.kind === WEBHOOK_NOTICE_KIND ? writeWebhookMail(notice) : writeKeyMail(notice, now);
}

function writeKeyMail({ kind, keyId, workspaceSlug, ...notice }: ClaimedNotice, now: Date): Mail | null {
  if (!isKeyNoticeKind(kind)) return null;
  return keyNoticeMail({
    kind,
    recipient: { name: notice.userName, email: notice.email },
    key: { name: notice.keyName, mask: maskOf(notice), expiresAt: notice.expiresAt },
    serviceWorkspaceName: notice.serviceWorkspaceName,
    link: pageUrl(workspaceSlug, `/settings/mcp/${keyId}`),
    now,
  });
}

function writeWebhookMail({ webhookId, url, workspaceSlug, ...notice }: ClaimedNotice): Mail | null {
  const reason = disabledReason(notice.disabledReason);
  if (url === null || reason === "admin") return null;
  return webhookNoticeMail({
    recipient: { name: notice.userName, email: notice.email },
    host: hostOf(url),
    workspaceName: notice.webhookWorkspaceName ?? "",
    reason,
    link: pageUrl(workspaceSlug, `/settings/webhooks/${webhookId}`),
  });
}

function writeUpstreamMail({ upstreamId, workspaceSlug, ...notice }: ClaimedNotice, kind: UpstreamNoticeKind): Mail {
  return upstreamNoticeMail({
    kind,
    recipient: { name: notice.userName, email: notice.email },
    serverName: notice.serverName ?? "",
    workspaceName: notice.serverWorkspaceName ?? "",
    link: pageUrl(workspaceSlug, `/settings/servers/${upstreamId}`),
  });
}

function pageUrl(workspaceSlug: string | null, path: string): string {
  return `${env().PUBLIC_URL}${workspaceSlug ? `/w/${workspaceSlug}${path}` : ""}`;
}

/**
 * Puts off a mail to somebody who got many. This is no failed attempt. A notice that stays too old is not mailed at all;
 * it is in the bell anyway.
 */
async function postpone({ id, mailAttempts }: ClaimedNotice, now: Date): Promise<void> {
  await db().notice.updateMany({
    where: { id, mailAttempts, mailedAt: null },
    data: { mailAttempts: mailAttempts - 1, mailAfter: new Date(now.getTime() + HOUR_MS) },
  });
}

/** Records that a mail was sent or is given up, or schedules the next attempt. */
async function recordMailResult({ id, mailAttempts }: ClaimedNotice, isDone: boolean, now: Date): Promise<void> {
  const isFinished = isDone || mailAttempts >= MAIL_ATTEMPTS_MAX;
  await db().notice.updateMany({
    where: { id, mailAttempts, mailedAt: null },
    data: isFinished
      ? { mailedAt: now, mailAfter: null }
      : { mailAfter: new Date(now.getTime() + mailAttempts * LEASE_MS) },
  });
}
