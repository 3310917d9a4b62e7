import { daysUntil, exactTime } from "#lib/format/dates";
import type { Mail } from "#lib/mail/send";
import { cleanName, typedName } from "#lib/mail/typed-name";
import type { KeyNoticeKind, UpstreamNoticeKind } from "#lib/notices/dto";

type Recipient = { name: string; email: string };

export type KeyNoticeMail = {
  kind: KeyNoticeKind;
  recipient: Recipient;
  key: { name: string | null; mask: string; expiresAt: Date | null };
  /** The workspace that owns a service key; null for the recipient's own key. */
  serviceWorkspaceName: string | null;
  /** The address of the page that shows the key. */
  link: string;
  /** The time at which the mail is sent. The notice may be older. */
  now: Date;
};

/** Writes the mail for a notice about a key. It is plain text with one link and no secret. */
export function keyNoticeMail({ kind, recipient, key, serviceWorkspaceName, link, now }: KeyNoticeMail): Mail {
  const name = key.name ? typedName(key.name) : key.mask;
  // Only a connected app has no mask, because it has no token of its own.
  const isApp = key.mask === "";
  const whose = serviceWorkspaceName
    ? `The service key ${name} of ${typedName(serviceWorkspaceName)}`
    : `Your ${isApp ? "connected app" : "key"} ${name}`;
  const expires = isApp ? APP_EXPIRES : KEY_EXPIRES;
  const message = kind === "key.leaked" ? leakMessage(whose) : expiryMessage(whose, expires, key.expiresAt ?? now, now);
  return makeMail(recipient, message, link, key.name && !isApp ? `Its token looks like this: ${key.mask}\n\n` : "");
}

export type WebhookNoticeMail = {
  recipient: Recipient;
  /** The host of the URL. The other parts may contain a secret of the receiver. */
  host: string;
  workspaceName: string;
  reason: "failing" | "gone";
  /** The address of the page that shows the webhook. */
  link: string;
};

/** Writes the mail for a webhook that Latchkey disabled. */
export function webhookNoticeMail({ recipient, host, workspaceName, reason, link }: WebhookNoticeMail): Mail {
  const why =
    reason === "gone"
      ? "its receiver answered that it accepts no more messages (HTTP 410)"
      : "no message could be delivered for 3 days";
  const what = `Latchkey disabled the webhook to ${typedName(host)} of ${typedName(workspaceName)}, because ${why}.`;
  const consequence = "Its receiver gets no messages until an admin enables it again.";
  const text = `${what} ${consequence}\n\nLook at the responses of the receiver, and enable the webhook:`;
  return makeMail(recipient, { subject: "Latchkey: a webhook was disabled", text }, link, "");
}

export type UpstreamNoticeMail = {
  kind: UpstreamNoticeKind;
  recipient: Recipient;
  serverName: string;
  workspaceName: string;
  /** The address of the page that shows the server. */
  link: string;
};

/** Writes the mail for a server that does not work or works again. It repeats nothing that the server said. */
export function upstreamNoticeMail({ kind, recipient, serverName, workspaceName, link }: UpstreamNoticeMail): Mail {
  const server = `The MCP server ${typedName(serverName)} of ${typedName(workspaceName)}`;
  const message: Message =
    kind === "upstream.failing"
      ? {
          subject: "Latchkey: an MCP server does not work",
          text: `${server} does not work. Clients still see its tools, but their calls may fail. Latchkey tries again by itself, and tells you when the server works again.\n\nSee what is wrong:`,
        }
      : {
          subject: "Latchkey: an MCP server works again",
          text: `${server} works again. It has done so for some minutes.\n\nSee the server:`,
        };
  return makeMail(recipient, message, link, "");
}

type Message = Pick<Mail, "subject" | "text">;

function makeMail({ name, email }: Recipient, { subject, text }: Message, link: string, after: string): Mail {
  return { to: email, subject, text: `Hello ${cleanName(name)},\n\n${text}\n${link}\n\n${after}Latchkey\n` };
}

type ExpiryWords = { subject: string; consequence: string; advice: string };

const KEY_EXPIRES: ExpiryWords = {
  subject: "a key expires",
  consequence: "Clients that use it are refused from then on.",
  advice: "Rotate the key before then, or create a new one:",
};
const APP_EXPIRES: ExpiryWords = {
  subject: "a connected app expires",
  consequence: "It is refused from then on.",
  advice: "Sign in from the app again before then. See what it reaches:",
};

function expiryMessage(whose: string, words: ExpiryWords, expiresAt: Date, now: Date): Message {
  const inDays = daysUntil(expiresAt, now);
  const what = `${whose} expires ${inDays}, on ${exactTime(expiresAt, "UTC")}.`;
  return {
    subject: `Latchkey: ${words.subject} ${inDays}`,
    text: `${what} ${words.consequence}\n\n${words.advice}`,
  };
}

function leakMessage(whose: string): Message {
  const what = `${whose} was reported as leaked: its token was found in public.`;
  const consequence = "Latchkey revoked it at once, so clients that use it are refused.";
  return {
    subject: "Latchkey: a key was found in public and revoked",
    text: `${what} ${consequence}\n\nSee when and from which addresses it was used, and create a new key:`,
  };
}
