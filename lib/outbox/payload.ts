import type { TEST_EVENT, WebhookEvent } from "#lib/outbox/dto";

/** Who did it; `id` and `name` are null for a job of Latchkey, a command on its server, and strangers. */
type PayloadActor = { kind: string; id: string | null; name: string | null };

export type PayloadWorkspace = { id: string; name: string; slug: string };

/** A person by what the workspace's admins see of them anyway. */
export type PayloadPerson = { id: string; name: string; email: string };

export type PayloadKey = {
  id: string;
  name: string | null;
  /** Whoever it belongs to; null for a service key, which the workspace owns. */
  owner: PayloadPerson | null;
  expiresAt: string | null;
  /** The ids of the keys whose place it took, and that took its place, by rotation. */
  rotatedFrom: string | null;
  rotatedTo: string | null;
};

export type PayloadData = {
  workspace: PayloadWorkspace;
  actor: PayloadActor;
  key?: PayloadKey;
  member?: PayloadPerson;
  /** Why, where a person said so. */
  reason?: string;
  /** For `key.expiring`: how many days before the expiry it is told. */
  daysLeft?: number;
};

/** A message in the form of Standard Webhooks. */
export type WebhookPayload = { type: WebhookEvent | typeof TEST_EVENT; timestamp: string; data: PayloadData };

/** Which of the two an event is about. */
export function subjectKind(event: WebhookEvent): "key" | "member" {
  return event.startsWith("member.") ? "member" : "key";
}

/**
 * What may be said of the details of an audit event: two fields by name, because details may hold anything.
 * @param details as they were written for this workspace
 */
export function publicDetails(details: Record<string, unknown> = {}): Pick<PayloadData, "reason" | "daysLeft"> {
  const { reason, daysLeft } = details;
  return {
    ...(typeof reason === "string" && reason !== "" && { reason }),
    ...(typeof daysLeft === "number" && { daysLeft }),
  };
}
