import type { ActorKind, AuditAction, TargetType } from "#lib/audit/actions";

/** The groups of actions by which people filter the audit log. */
export const AUDIT_GROUPS = ["keys", "members", "servers", "policy", "webhooks", "workspace", "refusals"] as const;
export type AuditGroup = (typeof AUDIT_GROUPS)[number];

/** The filters of the audit log; null means no filter. */
export type AuditFilters = {
  /** The id of a user, or the kind of an actor that is no user. */
  actor: string | null;
  group: AuditGroup | null;
  /** The id of the thing to which it happened. */
  target: string | null;
  /** The first day, in UTC, such as `2026-11-21`. */
  from: string | null;
  /** The last day, in UTC. The whole day is included. */
  to: string | null;
};

/** A field that changed; null for a value that did not exist. */
export type AuditChange = { field: string; before: string | null; after: string | null };

/** A further fact about an event, in words. */
export type AuditFact = { label: string; value: string };

/** An audit event, as people read it. */
export type AuditEventView = {
  id: string;
  at: Date;
  action: AuditAction;
  actor: { kind: ActorKind; id: string | null; name: string };
  /** What happened, as a sentence without its subject. The subject is the actor. */
  summary: string;
  target: { type: TargetType; id: string; name: string | null };
  address: string | null;
  changes: AuditChange[];
  facts: AuditFact[];
};

/** A page of the audit log, the newest event first. */
export type AuditListPage = { events: AuditEventView[]; nextCursor: string | null };

/** An actor that people can choose in the filter. */
export type AuditActorChoice = { value: string; name: string };
