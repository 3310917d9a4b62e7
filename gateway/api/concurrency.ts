import type { Context } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { FairQueue } from "#lib/bounds/fair-queue";
import { refuseWhenFull } from "#lib/bounds/queue-full";
import { single } from "#lib/process";

/**
 * The most slow operations that this process does at once, and the most of one person. Slow operations are writes, which
 * wait for other writes of the same person, and sums over all usage. They hold connections to the database for long, so
 * the limit leaves connections for everybody else.
 */
const OPERATIONS_MAX = 8;
const OPERATIONS_OF_ONE_PERSON_MAX = 2;

function operations(): FairQueue {
  return single(
    "slow-api-operations",
    () => new FairQueue({ limit: OPERATIONS_MAX, parts: { owner: OPERATIONS_OF_ONE_PERSON_MAX } }),
  );
}

/**
 * Does slow work on the database as soon as the limits allow it. It waits without a connection. People take turns.
 * @param work the work to do
 * @throws AppError RATE_LIMITED when too much of this person waits; UNAVAILABLE when too much waits
 * @throws the reason of the request's signal when the client leaves while it waits
 */
export async function withConcurrencyLimit<Result>(
  context: Context<ApiEnvironment>,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = { owner: context.get("caller").principal.userId };
  const release = await operations()
    .acquire(holder, 1, context.req.raw.signal)
    .catch((error: unknown) => refuseWhenFull(error, "requests"));
  try {
    return await work();
  } finally {
    release();
  }
}
