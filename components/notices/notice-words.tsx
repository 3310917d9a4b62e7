import { keyLabel } from "#components/keys/facts/key-label";
import { daysUntil, relativeTime } from "#lib/format/dates";
import type { KeyNotice, NoticeView, WebhookNotice } from "#lib/notices/dto";

/** What happened, in a line, and what to do. */
export function noticeWords(notice: NoticeView, now: Date): NoticeWords {
  return notice.kind === "webhook.disabled" ? ofWebhook(notice) : ofKey(notice, now);
}

type NoticeWords = { title: string; advice: string };

function ofWebhook({ webhook: { host, reason } }: WebhookNotice): NoticeWords {
  return {
    title: `The webhook ${host} was disabled`,
    advice:
      reason === "gone"
        ? "Its address wants no more messages (HTTP 410). Correct it or remove the webhook."
        : "Nothing could be delivered to it for 3 days. Correct the receiver, then enable it again.",
  };
}

function ofKey({ kind, key }: KeyNotice, now: Date): NoticeWords {
  const name = keyLabel(key);
  if (kind === "key.leaked") {
    return {
      title: `${name} was found in public and revoked`,
      advice: "Look at where it was used from, and make a new key for the clients that used it.",
    };
  }
  if (key.expiresAt && key.expiresAt <= now) {
    return {
      title: `${name} expired ${relativeTime(key.expiresAt, now)}`,
      advice: "Clients that use it are refused. Make a new key for them.",
    };
  }
  return {
    title: `${name} expires ${key.expiresAt ? daysUntil(key.expiresAt, now) : "soon"}`,
    advice: "Rotate it before then, or clients that use it are refused.",
  };
}

/** How the bell is named: "Notices, 2 unread". */
export function bellLabel(unread: number): string {
  return unread === 0 ? "Notices" : `Notices, ${unread} unread`;
}
