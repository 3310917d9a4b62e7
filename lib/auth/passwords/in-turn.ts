import type { FairQueue } from "#lib/bounds/fair-queue";
import { isQueueFull } from "#lib/bounds/queue-full";
import { AppError } from "#lib/errors";
import { networkOf } from "#lib/rate-limit/network";

/**
 * Waits for a turn at work on passwords, which costs much processor time, and works. Networks get fair turns. What
 * exceeds the queue is refused at once, so the queue holds no more than a few seconds of work.
 * @param address the address of the client; null for work of Latchkey itself, which is one subject of its own
 * @throws AppError UNAVAILABLE when the queue is full
 */
export async function inTurn<Result>(
  queue: FairQueue,
  address: string | null,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await queue.run({ owner: address === null ? "" : networkOf(address) }, work);
  } catch (error) {
    if (!isQueueFull(error)) throw error;
    const message = "Latchkey checks too many passwords just now. Try again in a few seconds.";
    throw new AppError("UNAVAILABLE", message, { retryAfterSeconds: 5 });
  }
}
