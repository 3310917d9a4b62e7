import type { DisabledReason } from "#lib/webhooks/dto";

/** What people are told of keys and of webhooks. */
const KEY_NOTICE_KINDS = ["key.expires_in_7_days", "key.expires_in_1_day", "key.leaked"] as const;
export type KeyNoticeKind = (typeof KEY_NOTICE_KINDS)[number];
export const WEBHOOK_NOTICE_KIND = "webhook.disabled";

/** Whether a notice of this kind is about a key. */
export function isKeyNoticeKind(text: string): text is KeyNoticeKind {
  return (KEY_NOTICE_KINDS as readonly string[]).includes(text);
}

type Told = { id: string; at: Date; isRead: boolean };

export type KeyNotice = Told & {
  kind: KeyNoticeKind;
  key: { id: string; name: string | null; mask: string; expiresAt: Date | null };
  /** The workspace that owns a service key; null for the reader's own keys. */
  serviceWorkspaceName: string | null;
  /** The workspace in which the reader finds the key; null for somebody who belongs to none. */
  workspaceSlug: string | null;
};

/** Latchkey disabled a webhook of a workspace that the reader administers. */
export type WebhookNotice = Told & {
  kind: typeof WEBHOOK_NOTICE_KIND;
  webhook: { id: string; host: string; reason: Exclude<DisabledReason, "admin"> };
  workspace: { name: string; slug: string };
};

export type NoticeView = KeyNotice | WebhookNotice;
