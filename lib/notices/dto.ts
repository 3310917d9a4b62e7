import type { DisabledReason } from "#lib/webhooks/dto";

/** The kinds of notices about keys. */
const KEY_NOTICE_KINDS = ["key.expires_in_7_days", "key.expires_in_1_day", "key.leaked"] as const;
export type KeyNoticeKind = (typeof KEY_NOTICE_KINDS)[number];
/** The kind of the notice that Latchkey disabled a webhook. */
export const WEBHOOK_NOTICE_KIND = "webhook.disabled";

/** The kinds of notices about MCP servers: one does not work, or it works again. */
const UPSTREAM_NOTICE_KINDS = ["upstream.failing", "upstream.recovered"] as const;
export type UpstreamNoticeKind = (typeof UPSTREAM_NOTICE_KINDS)[number];

/** Says whether a notice of this kind is about an MCP server. */
export function isUpstreamNoticeKind(text: string): text is UpstreamNoticeKind {
  return (UPSTREAM_NOTICE_KINDS as readonly string[]).includes(text);
}

/** Says whether a notice of this kind is about a key. */
export function isKeyNoticeKind(text: string): text is KeyNoticeKind {
  return (KEY_NOTICE_KINDS as readonly string[]).includes(text);
}

type NoticeBase = { id: string; at: Date; isRead: boolean };

export type KeyNotice = NoticeBase & {
  kind: KeyNoticeKind;
  key: { id: string; name: string | null; mask: string; expiresAt: Date | null };
  /** The workspace that owns a service key; null for the reader's own keys. */
  serviceWorkspaceName: string | null;
  /** The workspace in which the reader finds the key; null when the reader belongs to no workspace. */
  workspaceSlug: string | null;
};

/** The notice that Latchkey disabled a webhook, for the owners and admins of its workspace. */
export type WebhookNotice = NoticeBase & {
  kind: typeof WEBHOOK_NOTICE_KIND;
  webhook: { id: string; host: string; reason: Exclude<DisabledReason, "admin"> };
  workspace: { name: string; slug: string };
};

/** The notice that a server does not work or works again, for the owners and admins of its workspace. */
export type UpstreamNotice = NoticeBase & {
  kind: UpstreamNoticeKind;
  upstream: {
    id: string;
    name: string;
    /** What is wrong now, in one sentence; null while nothing is known to be. */
    failure: string | null;
    /** Whether a server that did not work has answered again, but not for long enough. */
    answersAgain: boolean;
  };
  workspace: { name: string; slug: string };
};

export type NoticeView = KeyNotice | WebhookNotice | UpstreamNotice;
