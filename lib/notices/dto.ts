/** What people are told of their keys. */
const NOTICE_KINDS = ["key.expires_in_7_days", "key.expires_in_1_day", "key.leaked"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export function isNoticeKind(text: string): text is NoticeKind {
  return (NOTICE_KINDS as readonly string[]).includes(text);
}

export type NoticeView = {
  id: string;
  kind: NoticeKind;
  at: Date;
  isRead: boolean;
  key: { id: string; name: string | null; mask: string; expiresAt: Date | null };
  /** The workspace that owns a service key; null for the reader's own keys. */
  serviceWorkspaceName: string | null;
  /** The workspace in which the reader finds the key; null for somebody who belongs to none. */
  workspaceSlug: string | null;
};
