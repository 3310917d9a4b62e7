import type { WebhookEvent } from "#lib/outbox/dto";
import type { DeliveryState } from "#lib/webhooks/status";

/** Why a webhook is told nothing: an admin said so, everything failed for days, or the address answered 410 (gone). */
export type DisabledReason = "admin" | "failing" | "gone";

export type WebhookView = {
  id: string;
  url: string;
  events: WebhookEvent[];
  disabled: { at: Date; reason: DisabledReason } | null;
  createdAt: Date;
  /** Until when messages are signed with the secret before as well; null when there is none, or it has ended. */
  oldSecretUntil: Date | null;
  /** The newest message whose sending was tried at least once. */
  lastDelivery: { state: DeliveryState; at: Date; failure: string | null } | null;
};

export type DeliveryView = {
  id: string;
  /** One of `WEBHOOK_EVENTS`, or `TEST_EVENT`. */
  event: string;
  state: DeliveryState;
  createdAt: Date;
  attempts: number;
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
  lastAttemptAt: Date | null;
  /** The HTTP status of the last attempt; null when there was no answer. */
  lastStatus: number | null;
  lastFailure: string | null;
  /** What is sent, as indented JSON. */
  payload: string;
};

export type WebhookDetail = WebhookView & { deliveries: DeliveryView[] };

/** The answer to adding a webhook: the only place where its secret ever appears. */
export type CreatedWebhook = { webhook: WebhookView; secret: string };
