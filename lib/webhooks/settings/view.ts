import type { Prisma } from "#lib/db/client";
import { isWebhookEvent } from "#lib/outbox/dto";
import { isOpened } from "#lib/secrets/secret-box";
import type { DeliveryView, DisabledReason, WebhookView } from "#lib/webhooks/dto";
import { deliveryState } from "#lib/webhooks/status";

/** The columns that the view of a webhook needs. Of the secret a view only says whether it can be opened. */
export const WEBHOOK_COLUMNS = {
  id: true,
  url: true,
  events: true,
  encryptedSecret: true,
  disabledAt: true,
  disabledReason: true,
  createdAt: true,
  oldSecretUntil: true,
  deliveries: {
    where: { attempts: { gt: 0 } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 1,
    select: { deliveredAt: true, nextAttemptAt: true, lastFailure: true, lastAttemptAt: true, createdAt: true },
  },
} satisfies Prisma.WebhookSelect;

type Progress = { deliveredAt: Date | null; nextAttemptAt: Date | null; lastFailure: string | null };

type WebhookRow = {
  id: string;
  url: string;
  events: string[];
  encryptedSecret: string;
  disabledAt: Date | null;
  disabledReason: string | null;
  createdAt: Date;
  oldSecretUntil: Date | null;
  deliveries: (Progress & { lastAttemptAt: Date | null; createdAt: Date })[];
};

/** Makes the view of a webhook at `now`. */
export function webhookView(
  { deliveries: [last], disabledAt, events, oldSecretUntil, ...row }: WebhookRow,
  now: Date,
): WebhookView {
  return {
    id: row.id,
    url: row.url,
    createdAt: row.createdAt,
    events: events.filter(isWebhookEvent),
    hasLostSecret: !isOpened(row.encryptedSecret, row.id),
    disabled: disabledAt && { at: disabledAt, reason: disabledReason(row.disabledReason) },
    oldSecretUntil: oldSecretUntil && oldSecretUntil > now ? oldSecretUntil : null,
    lastDelivery: last
      ? { state: deliveryState(last), at: last.lastAttemptAt ?? last.createdAt, failure: last.lastFailure }
      : null,
  };
}

/** Reads the stored reason. Null means that an admin disabled the webhook. */
export function disabledReason(stored: string | null): DisabledReason {
  return stored === "failing" || stored === "gone" ? stored : "admin";
}

type DeliveryRow = Omit<DeliveryView, "state" | "payload"> & { payload: unknown };

/** Makes the view of a delivery, with the body of the message. */
export function deliveryView({ payload, ...row }: DeliveryRow): DeliveryView {
  const { type, timestamp, data } = payload as Record<string, unknown>;
  return { ...row, state: deliveryState(row), payload: JSON.stringify({ type, timestamp, data }, null, 2) };
}
