import { daysUntil, exactTime } from "#lib/format/dates";
import type { Mail } from "#lib/mail/send";
import type { NoticeKind } from "#lib/notices/dto";

export type NoticeMail = {
  kind: NoticeKind;
  recipient: { name: string; email: string };
  key: { name: string | null; mask: string; expiresAt: Date | null };
  /** The workspace that owns a service key; null for the recipient's own key. */
  serviceWorkspaceName: string | null;
  /** Where the key is found. */
  link: string;
  /** When it is sent, which may be later than the notice was made. */
  now: Date;
};

/** The mail for a notice: plain text with one link, and nothing that is secret. */
export function noticeMail({ kind, recipient, key, serviceWorkspaceName, link, now }: NoticeMail): Mail {
  const name = key.name ? `“${key.name}”` : key.mask;
  const whose = serviceWorkspaceName ? `The service key ${name} of ${serviceWorkspaceName}` : `Your key ${name}`;
  const { subject, text } =
    kind === "key.leaked" ? leaked(whose, name) : expires(whose, name, key.expiresAt ?? now, now);
  const mask = key.name ? `Its token looks like this: ${key.mask}\n\n` : "";
  return { to: recipient.email, subject, text: `Hello ${recipient.name},\n\n${text}\n${link}\n\n${mask}Latchkey\n` };
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
