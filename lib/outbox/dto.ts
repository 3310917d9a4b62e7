/** What webhooks can be told of. The names are those of the audit log, from whose rows messages are made. */
export const WEBHOOK_EVENTS = [
  "key.created",
  "key.rotated",
  "key.expiring",
  "key.revoked",
  "key.detached",
  "key.leaked",
  "member.removed",
  "member.left",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Sent when an admin asks for it, whatever the webhook is told of. */
export const TEST_EVENT = "webhook.test";

export function isWebhookEvent(action: string): action is WebhookEvent {
  return (WEBHOOK_EVENTS as readonly string[]).includes(action);
}
