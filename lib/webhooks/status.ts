/**
 * - `waiting`: not tried yet, or being sent
 * - `delivered`: the address took it
 * - `retrying`: it failed and is tried again
 * - `failed`: it was given up
 */
export type DeliveryState = "waiting" | "delivered" | "retrying" | "failed";

type Progress = { deliveredAt: Date | null; nextAttemptAt: Date | null; lastFailure: string | null };

/** Derives how far a delivery has come. */
export function deliveryState({ deliveredAt, nextAttemptAt, lastFailure }: Progress): DeliveryState {
  if (deliveredAt) return "delivered";
  if (!nextAttemptAt) return "failed";
  return lastFailure === null ? "waiting" : "retrying";
}
