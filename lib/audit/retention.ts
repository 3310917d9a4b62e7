import { deleteInSteps } from "#lib/background/retention";
import { addDays } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";

/**
 * Deletes audit events that are older than `AUDIT_RETENTION_DAYS` at `now`. Only one function of the database is
 * allowed to delete them. While another replica deletes, this deletes nothing.
 * @returns how many were deleted
 */
export function deleteOldAuditEvents(now: Date): Promise<number> {
  const before = addDays(now, -env().AUDIT_RETENTION_DAYS);
  return deleteInSteps(async (limit) => {
    const { rows } = await pool().query({
      name: "delete-old-audit-events",
      text: 'SELECT "latchkey_delete_old_audit_events"($1, $2) AS deleted',
      values: [before, limit],
    });
    return rows[0]?.deleted ?? 0;
  });
}
