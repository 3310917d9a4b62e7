import { recordAuditEvents } from "#lib/audit/record";
import { addDays } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { DisabledReason } from "#lib/webhooks/dto";
import { hostOf } from "#lib/webhooks/host";

/** How many days all messages must fail before a webhook is disabled. */
const FAILING_DAYS = 3;

type Subject = { webhookId: string; workspaceId: string };

/** Disables a webhook whose address answered that it is gone (HTTP 410). */
export async function disableGone(subject: Subject, now: Date): Promise<void> {
  await db().$transaction((tx) => disableBySystem(tx, subject, "gone", now));
}

/**
 * Disables a webhook that has accepted no message for `FAILING_DAYS`. It is called when a message is given up, so one
 * bad minute after weeks without messages does not disable a webhook.
 */
export async function disableFailing(subject: Subject, now: Date): Promise<void> {
  await db().$transaction(async (tx) => {
    const since = await failingSince(tx, subject.webhookId);
    if (since && since <= addDays(now, -FAILING_DAYS)) await disableBySystem(tx, subject, "failing", now);
  });
}

/**
 * When a webhook began to fail: the time of the oldest failed message since the last delivery or change; null for
 * never.
 */
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

/** Writes a notice for each admin. It replaces the notices of an earlier time when the webhook was disabled. */
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

/** Gives up all waiting messages, so a webhook that is enabled again gets no old messages. */
export async function giveUpWaiting(tx: Transaction, webhookId: string): Promise<void> {
  await tx.webhookDelivery.updateMany({
    where: { webhookId, nextAttemptAt: { not: null } },
    data: { nextAttemptAt: null, lastFailure: "It was given up when the webhook was disabled." },
  });
}
