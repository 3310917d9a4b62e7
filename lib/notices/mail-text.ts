import { exactTime } from "#lib/format/dates";
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
};

/** The mail for a notice: plain text with one link, and nothing that is secret. */
export function noticeMail({ kind, recipient, key, serviceWorkspaceName, link }: NoticeMail): Mail {
  const name = key.name ? `“${key.name}”` : key.mask;
  const whose = serviceWorkspaceName ? `The service key ${name} of ${serviceWorkspaceName}` : `Your key ${name}`;
  const when = key.expiresAt ? exactTime(key.expiresAt, "UTC") : "";
  const { subject, text } = WORDS[kind]({ whose, name, when });
  const mask = key.name ? `Its token looks like this: ${key.mask}\n\n` : "";
  return { to: recipient.email, subject, text: `Hello ${recipient.name},\n\n${text}\n${link}\n\n${mask}Latchkey\n` };
}

type Words = (about: { whose: string; name: string; when: string }) => { subject: string; text: string };

const expiresIn =
  (days: string): Words =>
  ({ whose, name, when }) => ({
    subject: `${name} expires in ${days}`,
    text: `${whose} expires in ${days}, on ${when}. Clients that use it are refused from then on.\n\nTo go on, rotate the key before, or make a new one:`,
  });

const WORDS: Record<NoticeKind, Words> = {
  "key.expires_in_7_days": expiresIn("7 days"),
  "key.expires_in_1_day": expiresIn("1 day"),
  "key.leaked": ({ whose, name }) => ({
    subject: `${name} was found in public and revoked`,
    text: `${whose} was reported as leaked: its token was found in public. Latchkey revoked it at once, so clients that use it are refused.\n\nLook at when and from where it was used, and make a new key:`,
  }),
};
