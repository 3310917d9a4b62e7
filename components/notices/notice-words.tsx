import { keyLabel } from "#components/keys/key-label";
import { daysUntil, relativeTime } from "#lib/format/dates";
import type { NoticeView } from "#lib/notices/dto";

/** What happened, in a line, and what to do. */
export function noticeWords({ kind, key }: NoticeView, now: Date): { title: string; advice: string } {
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
