import { recordAuditEvents } from "#lib/audit/record";
import { addDays } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { DisabledReason } from "#lib/webhooks/dto";
import { hostOf } from "#lib/webhooks/host";

/** For so long everything must have failed before a webhook is disabled. */
const FAILING_DAYS = 3;

type Subject = { webhookId: string; workspaceId: string };

/** The address itself said that it wants no more (HTTP 410). */
export async function disableGone(subject: Subject, now: Date): Promise<void> {
  await db().$transaction((tx) => disableBySystem(tx, subject, "gone", now));
}

/**
 * Disables a webhook that took nothing for `FAILING_DAYS`. Called when a message was given up, so that one bad minute
 * after quiet weeks does not count as days.
 */
export async function disableFailing(subject: Subject, now: Date): Promise<void> {
  await db().$transaction(async (tx) => {
    const since = await failingSince(tx, subject.webhookId);
    if (since && since <= addDays(now, -FAILING_DAYS)) await disableBySystem(tx, subject, "failing", now);
  });
}

/** When the oldest message was made of those that failed since one was delivered, or the webhook was changed. */
async function failingSince(tx: Transaction, webhookId: string): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ since: Date | null }[]>`
    SELECT min(d."createdAt") AS since
      FROM "WebhookDelivery" d JOIN "Webhook" w ON w.id = d."webhookId"
     WHERE w.id = ${webhookId} AND d."deliveredAt" IS NULL AND d."lastFailure" IS NOT NULL AND d.event <> ${TEST_EVENT}
       AND d."createdAt" >= greatest(w."updatedAt", (
             SELECT max(ok."deliveredAt") FROM "WebhookDelivery" ok WHERE ok."webhookId" = w.id))`;
  return row?.since ?? null;
}

async function disableBySystem(
  tx: Transaction,
  { webhookId, workspaceId }: Subject,
  reason: Exclude<DisabledReason, "admin">,
  now: Date,
): Promise<void> {
  const { count } = await tx.webhook.updateMany({
    where: { id: webhookId, disabledAt: null },
    data: { disabledAt: now, disabledReason: reason },
  });
  if (count === 0) return;
  await giveUpWaiting(tx, webhookId);
  const { url } = await tx.webhook.findUniqueOrThrow({ where: { id: webhookId }, select: { url: true } });
  await recordAuditEvents(tx, { kind: "system", id: null, at: now, address: null }, [
    {
      action: "webhook.updated",
      workspaceId,
      target: { type: "webhook", id: webhookId, name: hostOf(url) },
      details: { reason },
      before: { disabled: false },
      after: { disabled: true },
    },
  ]);
  await notifyAdmins(tx, { webhookId, workspaceId }, now);
}

/** Once each time: what was told of the time before, when somebody enabled it again, goes. */
async function notifyAdmins(tx: Transaction, { webhookId, workspaceId }: Subject, at: Date): Promise<void> {
  const admins = await tx.membership.findMany({
    where: { workspaceId, role: { in: ["owner", "admin"] }, user: { disabledAt: null } },
    select: { userId: true },
  });
  await tx.notice.deleteMany({ where: { webhookId } });
  await tx.notice.createMany({
    data: admins.map(({ userId }) => ({ id: newId("ntc"), userId, kind: "webhook.disabled", webhookId, at })),
  });
}

/** What still waits is not sent: nobody expects old news when a webhook is enabled again. */
export async function giveUpWaiting(tx: Transaction, webhookId: string): Promise<void> {
  await tx.webhookDelivery.updateMany({
    where: { webhookId, nextAttemptAt: { not: null } },
    data: { nextAttemptAt: null, lastFailure: "It was given up when the webhook was disabled." },
  });
}
