import { keyLabel } from "#components/keys/facts/key-label";
import { nounOf } from "#components/keys/facts/noun";
import { failureSentence } from "#components/upstreams/failure-advice";
import { daysUntil, relativeTime } from "#lib/format/dates";
import type { KeyNotice, NoticeView, UpstreamNotice, WebhookNotice } from "#lib/notices/dto";

/** A title that says what happened, and advice that says what to do. */
export function noticeWords(notice: NoticeView, now: Date): NoticeWords {
  if (notice.kind === "webhook.disabled") return ofWebhook(notice);
  return "upstream" in notice ? ofUpstream(notice) : ofKey(notice, now);
}

type NoticeWords = { title: string; advice: string };

function ofWebhook({ webhook: { host, reason } }: WebhookNotice): NoticeWords {
  return {
    title: `The webhook ${host} was disabled`,
    advice:
      reason === "gone"
        ? "Its receiver answered that it accepts no more messages (HTTP 410). Correct the URL or remove the webhook."
        : "No message could be delivered for 3 days. Repair the receiver, then enable the webhook again.",
  };
}

function ofUpstream({ kind, upstream: { name, failure, answersAgain } }: UpstreamNotice): NoticeWords {
  const what = failure === null ? "" : failureSentence({ message: failure });
  if (kind === "upstream.recovered") {
    return failure === null
      ? { title: `${name} works again`, advice: "Latchkey connected to it for 5 minutes without a failure." }
      : { title: `${name} worked again`, advice: `It has failed since. ${what}` };
  }
  if (answersAgain || failure === null) {
    return {
      title: `${name} did not work, and answers again`,
      advice: "Latchkey tells you when it has worked for 5 minutes.",
    };
  }
  return { title: `${name} does not work`, advice: `${what} Latchkey tries again by itself.` };
}

function ofKey({ kind, key }: KeyNotice, now: Date): NoticeWords {
  const name = keyLabel(key);
  const isApp = nounOf(key) === "app";
  if (kind === "key.leaked") {
    return {
      title: `${name} was found in public and revoked`,
      advice: "Check where it was used, and create a new key for its clients.",
    };
  }
  if (key.expiresAt && key.expiresAt <= now) {
    return {
      title: `${name} expired ${relativeTime(key.expiresAt, now)}`,
      advice: isApp
        ? "It is refused. Sign in from it again to reconnect it."
        : "Clients that use it are refused. Create a new key for them.",
    };
  }
  return {
    title: `${name} expires ${key.expiresAt ? daysUntil(key.expiresAt, now) : "soon"}`,
    advice: isApp
      ? "Sign in from it again before then, or it is refused."
      : "Rotate it before then, or clients that use it are refused.",
  };
}

/** The name of the bell for screen readers: "Notices, 2 unread". */
export function bellLabel(unread: number): string {
  return unread === 0 ? "Notices" : `Notices, ${unread} unread`;
}
