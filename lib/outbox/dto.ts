/** The events for which webhooks get messages. The names are those of the audit log. */
export const WEBHOOK_EVENTS = [
  "key.created",
  "key.rotated",
  "key.expiring",
  "key.revoked",
  "key.detached",
  "key.leaked",
  "app.connected",
  "app.changed",
  "app.disconnected",
  "member.removed",
  "member.left",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** The event of a test message. An admin can send one to any webhook. */
export const TEST_EVENT = "webhook.test";

export function isWebhookEvent(action: string): action is WebhookEvent {
  return (WEBHOOK_EVENTS as readonly string[]).includes(action);
}
