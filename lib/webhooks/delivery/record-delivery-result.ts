import { db } from "#lib/db/client";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { ClaimedDelivery } from "#lib/webhooks/delivery/claim";
import { retryDelayMs } from "#lib/webhooks/delivery/retry";
import type { Attempt } from "#lib/webhooks/delivery/send";
import { disableFailing, disableGone } from "#lib/webhooks/disable";

/** Writes down what an attempt came to, unless somebody else has taken the message over in the meantime. */
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

/** A test is watched by whoever asked for it, who can ask again. */
function mayRetry({ event }: ClaimedDelivery, { failure, isGone }: Attempt): boolean {
  return failure !== null && !isGone && event !== TEST_EVENT;
}
