/**
 * - `waiting`: the message is not tried yet, or is being sent
 * - `delivered`: the address accepted the message
 * - `retrying`: the last attempt failed, and another will follow
 * - `failed`: the message was given up
 */
export type DeliveryState = "waiting" | "delivered" | "retrying" | "failed";

type Progress = { deliveredAt: Date | null; nextAttemptAt: Date | null; lastFailure: string | null };

/** Derives the state of a delivery. */
export function deliveryState({ deliveredAt, nextAttemptAt, lastFailure }: Progress): DeliveryState {
  if (deliveredAt) return "delivered";
  if (!nextAttemptAt) return "failed";
  return lastFailure === null ? "waiting" : "retrying";
}
