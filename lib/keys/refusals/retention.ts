import { deleteInSteps } from "#lib/background/retention";
import { addDays } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";

/**
 * Deletes refused attempts whose last one is older than `USAGE_RETENTION_DAYS` at `now`.
 * @returns how many were deleted
 */
export function deleteOldKeyRefusals(now: Date): Promise<number> {
  const before = addDays(now, -env().USAGE_RETENTION_DAYS);
  return deleteInSteps(async (limit) => {
    const { rowCount } = await pool().query({
      name: "delete-old-key-refusals",
      text: `DELETE FROM "KeyRefusal" WHERE "id" IN (SELECT "id" FROM "KeyRefusal" WHERE "lastAt" < $1 LIMIT $2)`,
      values: [before, limit],
    });
    return rowCount ?? 0;
  });
}
