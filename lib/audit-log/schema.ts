import { z } from "zod";
import { ACTOR_KINDS } from "#lib/audit/actions";
import { AUDIT_GROUPS } from "#lib/audit-log/dto";

const id = z.string().regex(/^[a-z]{2,4}_[0-9a-z]{26}$/, { error: "Not an identifier." });

const DAY = "Enter a day such as 2026-11-21.";
const day = z.iso.date({ error: DAY, abort: true }).refine((text) => /^2[01]/.test(text), { error: DAY });

/** A cursor: the time (milliseconds since the epoch) and the id of the last event of the page before. */
export const auditPositionSchema = z
  .string()
  .regex(/^\d{1,15}\.evt_[0-9a-z]{26}$/, { error: "Not a cursor of this list." })
  .transform((text) => {
    const [atMs, eventId = ""] = text.split(".");
    return { at: new Date(Number(atMs)), id: eventId };
  });

export const auditFiltersSchema = z.object({
  actor: z.union([id, z.enum(ACTOR_KINDS)]).nullable(),
  group: z.enum(AUDIT_GROUPS).nullable(),
  target: id.nullable(),
  from: day.nullable(),
  to: day.nullable(),
});

export const auditCursorSchema = auditPositionSchema.nullable();
export type AuditCursor = z.output<typeof auditCursorSchema>;

const AUDIT_FORMATS = ["csv", "jsonl"] as const;
export const auditFormatSchema = z.enum(AUDIT_FORMATS, { error: "Allowed are csv and jsonl." });
export type AuditFormat = z.output<typeof auditFormatSchema>;
