import { MINUTE_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";

/**
 * How long a claimed server belongs to one process. A check takes far less time. When the process ends before the check
 * has, another process checks the server after the lease.
 */
const LEASE_MS = 3 * MINUTE_MS;

/** A server that this process has claimed and will check. */
export type ClaimedServer = {
  id: string;
  workspaceId: string;
  /** The ids of the workspace's owners, who use up their turn together. */
  owners: string[];
};

/**
 * Claims the server whose check has been due longest. Processes that claim at the same time get different servers.
 * @param busy the workspaces whose servers are passed over
 * @param served the people who had their turn; a workspace is passed over when all of its owners are among them
 * @returns undefined when none is due
 */
export async function claimDue(
  now: Date,
  busy: readonly string[],
  served: readonly string[],
): Promise<ClaimedServer | undefined> {
  const { rows } = await pool().query<ClaimedServer>({
    name: "claim-due-server",
    text: `
      WITH due AS MATERIALIZED (
        SELECT s.id FROM "Upstream" s
         WHERE s."checkAt" <= $1 AND s."disabledAt" IS NULL AND s."workspaceId" <> ALL($3::text[])
           AND ($4::text[] = '{}' OR EXISTS (
             SELECT FROM "Membership" m
              WHERE m."workspaceId" = s."workspaceId" AND m.role = 'owner' AND m."userId" <> ALL($4::text[])))
         ORDER BY s."checkAt" LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED
      )
      UPDATE "Upstream" u SET "checkAt" = $2 FROM due WHERE u.id = due.id
      RETURNING u.id, u."workspaceId", ARRAY(
        SELECT m."userId" FROM "Membership" m WHERE m."workspaceId" = u."workspaceId" AND m.role = 'owner') AS owners`,
    values: [now, new Date(now.getTime() + LEASE_MS), busy, served],
  });
  return rows[0];
}
