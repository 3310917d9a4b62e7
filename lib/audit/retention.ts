import { deleteInSteps } from "#lib/background/retention";
import { addDays } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";

/**
 * Deletes audit events older at `now` than `AUDIT_RETENTION_DAYS`, by the one function of the database that may. While
 * another replica is at it, nothing.
 * @returns how many were deleted
 */
export function deleteOldAuditEvents(now: Date): Promise<number> {
  const before = addDays(now, -env().AUDIT_RETENTION_DAYS);
  return deleteInSteps(async (most) => {
    const { rows } = await pool().query({
      name: "delete-old-audit-events",
      text: 'SELECT "latchkey_delete_old_audit_events"($1, $2) AS deleted',
      values: [before, most],
    });
    return rows[0]?.deleted ?? 0;
  });
}
