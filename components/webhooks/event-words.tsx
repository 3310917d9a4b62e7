import { TEST_EVENT, type WEBHOOK_EVENTS } from "#lib/outbox/dto";

/** Says for each event when it is sent. */
export const EVENT_HELP: Record<(typeof WEBHOOK_EVENTS)[number], string> = {
  "key.created": "A key that reaches this workspace is created.",
  "key.rotated": "A key gets a new token.",
  "key.expiring": "A key expires in 7 days, and again when it expires in 1 day.",
  "key.revoked": "A key is revoked.",
  "key.detached": "An admin revokes a key's access to this workspace.",
  "key.leaked": "The token of a key was found in public.",
  "app.connected": "A person connects an app that reaches this workspace.",
  "app.changed": "The settings of a connected app change.",
  "app.disconnected": "An app is disconnected.",
  "member.removed": "An admin removes a member.",
  "member.left": "A member leaves.",
};

/** The event of a message on the screen: "Test message" for a test, otherwise the event as it is in the message. */
export function eventName(event: string): string {
  return event === TEST_EVENT ? "Test message" : event;
}

/** The events of a webhook in words: "All events", "key.created", "key.created and 3 more". */
export function eventsInWords(events: readonly string[]): string {
  if (events.length === Object.keys(EVENT_HELP).length) return "All events";
  const [first = "", ...rest] = events;
  if (rest.length < 2) return [first, ...rest].join(", ");
  return `${first} and ${rest.length} more`;
}

/** The name of a webhook on the screen: "hooks.example.com". */
export function webhookName({ url }: { url: string }): string {
  return new URL(url).host;
}
