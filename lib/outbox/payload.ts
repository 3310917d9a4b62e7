import type { TEST_EVENT, WebhookEvent } from "#lib/outbox/dto";

/** Who made the change. `id` and `name` are null for a job of Latchkey, a command on its server, and strangers. */
type PayloadActor = { kind: string; id: string | null; name: string | null };

export type PayloadWorkspace = { id: string; name: string; slug: string };

/** A person, with the fields that the workspace's admins see too. */
export type PayloadPerson = { id: string; name: string; email: string };

export type PayloadKey = {
  id: string;
  name: string | null;
  /** The person who owns the key; null for a service key, which the workspace owns. */
  owner: PayloadPerson | null;
  expiresAt: string | null;
  /** By rotation: the id of the key that this one replaced, and of the key that replaced this one. */
  rotatedFrom: string | null;
  rotatedTo: string | null;
};

export type PayloadData = {
  workspace: PayloadWorkspace;
  actor: PayloadActor;
  key?: PayloadKey;
  member?: PayloadPerson;
  /** The reason that a person entered. */
  reason?: string;
  /** For `key.expiring`: the days until the expiry. */
  daysLeft?: number;
};

/** A message in the form of Standard Webhooks. */
export type WebhookPayload = { type: WebhookEvent | typeof TEST_EVENT; timestamp: string; data: PayloadData };

/** Whether an event is about a key or a member. */
export function subjectKind(event: WebhookEvent): "key" | "member" {
  return event.startsWith("member.") ? "member" : "key";
}

/**
 * Picks the details of an audit event that a message may contain: two named fields, because details may hold anything.
 * @param details the details that the audit log of this workspace has
 */
export function publicDetails(details: Record<string, unknown> = {}): Pick<PayloadData, "reason" | "daysLeft"> {
  const { reason, daysLeft } = details;
  return {
    ...(typeof reason === "string" && reason !== "" && { reason }),
    ...(typeof daysLeft === "number" && { daysLeft }),
  };
}
