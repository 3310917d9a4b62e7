import { daysUntil, exactTime } from "#lib/format/dates";
import type { Mail } from "#lib/mail/send";
import type { KeyNoticeKind } from "#lib/notices/dto";

type Recipient = { name: string; email: string };

export type KeyNoticeMail = {
  kind: KeyNoticeKind;
  recipient: Recipient;
  key: { name: string | null; mask: string; expiresAt: Date | null };
  /** The workspace that owns a service key; null for the recipient's own key. */
  serviceWorkspaceName: string | null;
  /** Where the key is found. */
  link: string;
  /** When it is sent, which may be later than the notice was made. */
  now: Date;
};

/** The mail for a notice about a key: plain text with one link, and nothing that is secret. */
export function keyNoticeMail({ kind, recipient, key, serviceWorkspaceName, link, now }: KeyNoticeMail): Mail {
  const name = key.name ? `“${key.name}”` : key.mask;
  const whose = serviceWorkspaceName ? `The service key ${name} of ${serviceWorkspaceName}` : `Your key ${name}`;
  const told = kind === "key.leaked" ? leaked(whose, name) : expires(whose, name, key.expiresAt ?? now, now);
  return mail(recipient, told, link, key.name ? `Its token looks like this: ${key.mask}\n\n` : "");
}

export type WebhookNoticeMail = {
  recipient: Recipient;
  /** All of a URL but its host may be a secret of the receiver. */
  host: string;
  workspaceName: string;
  reason: "failing" | "gone";
  /** Where the webhook is found. */
  link: string;
};

/** The mail for a webhook that Latchkey disabled. */
export function webhookNoticeMail({ recipient, host, workspaceName, reason, link }: WebhookNoticeMail): Mail {
  const why =
    reason === "gone" ? "its address wants no more messages (HTTP 410)" : "nothing could be delivered to it for 3 days";
  const text = `Latchkey disabled the webhook ${host} of ${workspaceName}, because ${why}. Its receiver is told nothing of what happens until an admin enables it again.\n\nSee what was answered, and enable it:`;
  return mail(recipient, { subject: `The webhook ${host} was disabled`, text }, link, "");
}

function mail({ name, email }: Recipient, told: { subject: string; text: string }, link: string, after: string): Mail {
  return {
    to: email,
    subject: told.subject,
    text: `Hello ${name},\n\n${told.text}\n${link}\n\n${after}Latchkey\n`,
  };
}

function expires(whose: string, name: string, expiresAt: Date, now: Date) {
  const inDays = daysUntil(expiresAt, now);
  const consequence = "Clients that use it are refused from then on.";
  return {
    subject: `${name} expires ${inDays}`,
    text: `${whose} expires ${inDays}, on ${exactTime(expiresAt, "UTC")}. ${consequence}\n\nTo go on, rotate the key before, or make a new one:`,
  };
}

function leaked(whose: string, name: string) {
  const consequence = "Latchkey revoked it at once, so clients that use it are refused.";
  return {
    subject: `${name} was found in public and revoked`,
    text: `${whose} was reported as leaked: its token was found in public. ${consequence}\n\nLook at when and from where it was used, and make a new key:`,
  };
}
