import type { ActorKind, AuditAction, TargetType } from "#lib/audit/actions";

/** What an audit log can be narrowed down to: actions by what they are about. */
export const AUDIT_GROUPS = ["keys", "members", "servers", "policy", "webhooks", "workspace", "refusals"] as const;
export type AuditGroup = (typeof AUDIT_GROUPS)[number];

/** What of the log is asked for; null for all. Days are of UTC and count as a whole. */
export type AuditFilters = {
  /** The id of a user, or the kind of who is none. */
  actor: string | null;
  group: AuditGroup | null;
  /** The id of what it happened to. */
  target: string | null;
  /** `2026-11-21`. */
  from: string | null;
  to: string | null;
};

/** Something that was one way and is another; null for what was not there. */
export type AuditChange = { field: string; before: string | null; after: string | null };

/** Something else that is known of an event, in words. */
export type AuditFact = { label: string; value: string };

/** An event as people read it. */
export type AuditEventView = {
  id: string;
  at: Date;
  action: AuditAction;
  actor: { kind: ActorKind; id: string | null; name: string };
  /** What happened, as a sentence whose subject is the actor. */
  summary: string;
  target: { type: TargetType; id: string; name: string | null };
  address: string | null;
  changes: AuditChange[];
  facts: AuditFact[];
};

/** The newest first. */
export type AuditPage = { events: AuditEventView[]; nextCursor: string | null };

/** Somebody whose events are in the log. */
export type AuditActorChoice = { value: string; name: string };
