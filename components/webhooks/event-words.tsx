import { TEST_EVENT, type WEBHOOK_EVENTS } from "#lib/outbox/dto";

/** When each event is sent. */
export const EVENT_HELP: Record<(typeof WEBHOOK_EVENTS)[number], string> = {
  "key.created": "A key is made that reaches this workspace.",
  "key.rotated": "A key gets a new token.",
  "key.expiring": "A key expires in 7 days, and again in 1 day.",
  "key.revoked": "A key ends for good.",
  "key.detached": "An admin takes this workspace from a key.",
  "key.leaked": "A key's token was found in public.",
  "member.removed": "An admin removes a member.",
  "member.left": "A member leaves.",
};

/** "Test" for what was asked for by hand, else the event as it stands in the message. */
export function eventName(event: string): string {
  return event === TEST_EVENT ? "Test message" : event;
}

/** "All events", "key.created", "key.created and 3 more". */
export function eventsInWords(events: readonly string[]): string {
  if (events.length === Object.keys(EVENT_HELP).length) return "All events";
  const [first = "", ...rest] = events;
  if (rest.length < 2) return [first, ...rest].join(", ");
  return `${first} and ${rest.length} more`;
}

/** "hooks.example.com": what a webhook is called. */
export function webhookName({ url }: { url: string }): string {
  return new URL(url).host;
}
