import type { Full } from "#lib/bounds/fair-shares";
import { AppError } from "#lib/errors";

/** Too many wait already. */
export class QueueFullError extends Error {
  override name = "QueueFullError";
  /** Whose part of the queue is full. */
  readonly full: Full;

  constructor(full: Full) {
    super(full === "all" ? "Too many requests wait." : `Too many requests of one ${full} wait.`);
    this.full = full;
  }
}

/** It does not use `instanceof`, because one process may load two copies of this module (see `lib/process.ts`). */
export function isQueueFull(error: unknown): error is QueueFullError {
  return error instanceof Error && error.name === "QueueFullError";
}

/**
 * Throws the error for people when a queue is full, and every other error as it is.
 * @param requests what waits in the queue, such as "previews"
 * @throws AppError RATE_LIMITED when the caller's part is full; UNAVAILABLE when the queue is
 */
export function refuseWhenFull(error: unknown, requests: string): never {
  if (!isQueueFull(error)) throw error;
  const details = { retryAfterSeconds: 1 };
  if (error.full === "all") {
    throw new AppError("UNAVAILABLE", `Too many ${requests} wait at Latchkey. Try again shortly.`, details);
  }
  throw new AppError("RATE_LIMITED", `Too many ${requests} of yours wait here. Wait until some are done.`, details);
}
