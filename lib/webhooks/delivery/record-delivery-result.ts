import { db } from "#lib/db/client";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { ClaimedDelivery } from "#lib/webhooks/delivery/claim";
import { retryDelayMs } from "#lib/webhooks/delivery/retry";
import type { Attempt } from "#lib/webhooks/delivery/send";
import { disableFailing, disableGone } from "#lib/webhooks/disable";

/**
 * Records the result of an attempt, and schedules the next attempt or gives the message up. It does nothing when
 * another process has claimed the message meanwhile. It disables a webhook that is gone (HTTP 410) or has failed for
 * days.
 */
export async function recordDeliveryResult(delivery: ClaimedDelivery, attempt: Attempt, now: Date): Promise<void> {
  const { id, attempts, claimedAt } = delivery;
  const delayMs = mayRetry(delivery, attempt) ? retryDelayMs(attempts, Math.random()) : null;
  const { count } = await db().webhookDelivery.updateMany({
    where: { id, attempts, lastAttemptAt: claimedAt },
    data: {
      deliveredAt: attempt.failure === null ? now : null,
      nextAttemptAt: delayMs === null ? null : new Date(now.getTime() + delayMs),
      lastStatus: attempt.status,
      lastFailure: attempt.failure,
    },
  });
  if (count === 0 || attempt.failure === null) return;
  if (attempt.isGone) await disableGone(delivery, now);
  else if (delayMs === null) await disableFailing(delivery, now);
}

/** Whether the message is sent again. A test message is not, because the person who sent it sees the result at once. */
function mayRetry({ event }: ClaimedDelivery, { failure, isGone }: Attempt): boolean {
  return failure !== null && !isGone && event !== TEST_EVENT;
}
