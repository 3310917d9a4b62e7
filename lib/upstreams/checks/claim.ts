import { MINUTE_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";

/**
 * How long a claimed server belongs to one process. A check takes far less time. When the process ends before the check
 * has, another process checks the server after the lease.
 */
const LEASE_MS = 3 * MINUTE_MS;

/** A server that this process has claimed and will check. */
export type ClaimedServer = { id: string; workspaceId: string };

/**
 * Claims the server whose check has been due longest. Processes that claim at the same time get different servers.
 * @param busy the workspaces whose servers are passed over
 * @returns undefined when none is due
 */
export async function claimDue(now: Date, busy: readonly string[]): Promise<ClaimedServer | undefined> {
  const { rows } = await pool().query<ClaimedServer>({
    name: "claim-due-server",
    text: `
      WITH due AS MATERIALIZED (
        SELECT id FROM "Upstream"
         WHERE "checkAt" <= $1 AND "disabledAt" IS NULL AND "workspaceId" <> ALL($3::text[])
         ORDER BY "checkAt" LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
      )
      UPDATE "Upstream" u SET "checkAt" = $2 FROM due WHERE u.id = due.id RETURNING u.id, u."workspaceId"`,
    values: [now, new Date(now.getTime() + LEASE_MS), busy],
  });
  return rows[0];
}
