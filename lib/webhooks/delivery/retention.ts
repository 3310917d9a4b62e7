import type { Repeating } from "#lib/background/repeating";
import { deleteInSteps, startRetention } from "#lib/background/retention";
import { addDays, type Clock } from "#lib/clock";
import { db } from "#lib/db/client";

/** How long deliveries are kept, in days. */
const DELIVERY_RETENTION_DAYS = 30;

/** Deletes old deliveries and secrets, about every hour. */
export function startDeliveryRetention(clock: Clock): Repeating {
  return startRetention(clock, "Old messages and secrets of webhooks", async (now) => {
    await deleteOldSecrets(now);
    await deleteOldDeliveries(now);
  });
}

/**
 * Deletes the deliveries that are too old at `now`, in small steps. It skips rows that another replica is deleting.
 * @returns the number of deleted deliveries
 */
export function deleteOldDeliveries(now: Date): Promise<number> {
  const before = addDays(now, -DELIVERY_RETENTION_DAYS);
  return deleteInSteps(
    (most) => db().$executeRaw`
      DELETE FROM "WebhookDelivery" WHERE id IN (
        SELECT id FROM "WebhookDelivery" WHERE "createdAt" < ${before}
         ORDER BY "createdAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)`,
  );
}

/**
 * Deletes the old secrets that have ended at `now`.
 * @returns the number of deleted secrets
 */
export async function deleteOldSecrets(now: Date): Promise<number> {
  const { count } = await db().webhook.updateMany({
    where: { oldSecretUntil: { lte: now } },
    data: { encryptedOldSecret: null, oldSecretUntil: null },
  });
  return count;
}
