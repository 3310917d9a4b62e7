import type { Context } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { single } from "#lib/process";

/**
 * The most slow operations that this process does at once, and the most of one person. Slow operations are writes, which
 * wait for other writes of the same person, and sums over all usage. They hold connections to the database for long, so
 * the limit leaves connections for everybody else.
 */
const OPERATIONS_MAX = 8;
const OPERATIONS_OF_ONE_PERSON_MAX = 2;

/**
 * Does slow work on the database as soon as the limits allow it. It waits without a connection.
 * @param work the work to do
 * @throws the reason of the request's signal when the client leaves while it waits
 */
export async function withConcurrencyLimit<Result>(
  context: Context<ApiEnvironment>,
  work: () => Promise<Result>,
): Promise<Result> {
  const operations = single(
    "slow-api-operations",
    () => new FairSemaphore(OPERATIONS_MAX, OPERATIONS_OF_ONE_PERSON_MAX),
  );
  const release = await operations.acquire(context.get("caller").principal.userId, 1, context.req.raw.signal);
  try {
    return await work();
  } finally {
    release();
  }
}
