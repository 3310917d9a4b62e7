import { SECOND_MS } from "#lib/clock";
import type { Transaction } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { SEND_TIMEOUT_MS } from "#lib/webhooks/delivery/send";

/**
 * How long a claimed message belongs to one process. Sending takes far less time. When the process ends before it has
 * sent the message, another process claims it after the lease and sends it under the same id.
 */
const LEASE_MS = SEND_TIMEOUT_MS + 50 * SECOND_MS;

/** A message that this process has claimed and will send. */
export type ClaimedDelivery = {
  id: string;
  webhookId: string;
  workspaceId: string;
  event: string;
  payload: unknown;
  /** The number of attempts, including the one that begins now. */
  attempts: number;
  claimedAt: Date;
  url: string;
  encryptedSecret: string;
  /** The secret before the last rotation; null once it has ended. */
  encryptedOldSecret: string | null;
};

const RETURNING = `
  RETURNING d.id, d."webhookId", w."workspaceId", d.event, d.payload, d.attempts,
            d."lastAttemptAt" AS "claimedAt", w.url, w."encryptedSecret",
            CASE WHEN w."oldSecretUntil" > d."lastAttemptAt" THEN w."encryptedOldSecret" END AS "encryptedOldSecret"`;

/** The ids of those whose messages are skipped, because as many as allowed are being sent. */
export type Busy = { webhooks: readonly string[]; workspaces: readonly string[] };

/**
 * Claims the due message that has waited longest. Processes that claim at the same time get different messages.
 * @returns undefined when no message is due
 */
export async function claimDue(now: Date, busy: Busy): Promise<ClaimedDelivery | undefined> {
  const { rows } = await pool().query<ClaimedDelivery>({
    name: "claim-due-delivery",
    text: `
      WITH due AS MATERIALIZED (
        SELECT d.id, d."webhookId" FROM "WebhookDelivery" d JOIN "Webhook" w ON w.id = d."webhookId"
         WHERE d."nextAttemptAt" <= $1 AND w."disabledAt" IS NULL AND d."webhookId" <> ALL($3::text[])
           AND w."workspaceId" <> ALL($4::text[])
         ORDER BY d."nextAttemptAt" LIMIT 1 FOR UPDATE OF d SKIP LOCKED
      )
      UPDATE "WebhookDelivery" d
         SET attempts = d.attempts + 1, "lastAttemptAt" = $1, "nextAttemptAt" = $2
        FROM due JOIN "Webhook" w ON w.id = due."webhookId"
       WHERE d.id = due.id ${RETURNING}`,
    values: [now, leaseEnd(now), busy.webhooks, busy.workspaces],
  });
  return rows[0];
}

/**
 * Claims this message as if it had never been tried, also when it was delivered or given up before.
 * @returns undefined when it no longer exists
 */
export async function claimAnew(
  transaction: Transaction,
  now: Date,
  deliveryId: string,
): Promise<ClaimedDelivery | undefined> {
  const text = `
    UPDATE "WebhookDelivery" d
       SET attempts = 1, "lastAttemptAt" = $1, "nextAttemptAt" = $2,
           "deliveredAt" = NULL, "lastStatus" = NULL, "lastFailure" = NULL
      FROM "Webhook" w WHERE d.id = $3 AND w.id = d."webhookId" ${RETURNING}`;
  const rows = await transaction.$queryRawUnsafe<ClaimedDelivery[]>(text, now, leaseEnd(now), deliveryId);
  return rows[0];
}

function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
