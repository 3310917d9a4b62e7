import type { WebhookEvent } from "#lib/outbox/dto";
import type { DeliveryState } from "#lib/webhooks/status";

/** Why a webhook is disabled: by an admin, because all messages failed for days, or because it answered 410 (gone). */
export type DisabledReason = "admin" | "failing" | "gone";

export type WebhookView = {
  id: string;
  url: string;
  events: WebhookEvent[];
  /** Whether its secret cannot be decrypted, so that no message can be signed and sent. */
  hasLostSecret: boolean;
  disabled: { at: Date; reason: DisabledReason } | null;
  createdAt: Date;
  /** Until when messages are also signed with the old secret; null when there is none, or when it has ended. */
  oldSecretUntil: Date | null;
  /** The newest message that was tried at least once. */
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
  /** The body of the message, as indented JSON. */
  payload: string;
};

export type WebhookDetail = WebhookView & { deliveries: DeliveryView[] };

/** The result of adding a webhook. Its secret is never shown again. */
export type CreatedWebhook = { webhook: WebhookView; secret: string };
