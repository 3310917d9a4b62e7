import type { Repeating } from "#lib/background/repeating";
import { deleteInSteps, startRetention } from "#lib/background/retention";
import { addDays, type Clock } from "#lib/clock";
import { db } from "#lib/db/client";

/** How long deliveries can be looked at. */
const DELIVERY_RETENTION_DAYS = 30;

/** Deletes old deliveries and secrets, about every hour. */
export function startDeliveryRetention(clock: Clock): Repeating {
  return startRetention(clock, "Old messages and secrets of webhooks", async (now) => {
    await deleteOldSecrets(now);
    await deleteOldDeliveries(now);
  });
}

/**
 * Deletes what is too old at `now`, in small steps. What another replica is deleting is left to it.
 * @returns how many were deleted
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
 * Forgets the secrets that sign nothing any more at `now`.
 * @returns how many there were
 */
export async function deleteOldSecrets(now: Date): Promise<number> {
  const { count } = await db().webhook.updateMany({
    where: { oldSecretUntil: { lte: now } },
    data: { encryptedOldSecret: null, oldSecretUntil: null },
  });
  return count;
}
