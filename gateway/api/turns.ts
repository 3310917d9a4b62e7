import type { Context } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { single } from "#lib/process";

/**
 * How much of what may hold connections to the database for long is under way in this process at once: writes, of which
 * those of one person wait for each other, and sums over everything. A person begins few of them, and all together leave
 * connections for everybody else.
 */
const AT_ONCE = 8;
const OF_ONE_PERSON = 2;

/**
 * Does what takes the database its time when the caller's turn comes, and waits for it without a connection.
 * @throws the reason of the request's signal when the client leaves before
 */
export async function inTurn<Result>(context: Context<ApiEnvironment>, work: () => Promise<Result>): Promise<Result> {
  const turns = single("turns-at-the-api", () => new FairSemaphore(AT_ONCE, OF_ONE_PERSON));
  const endTurn = await turns.acquire(context.get("caller").principal.userId, 1, context.req.raw.signal);
  try {
    return await work();
  } finally {
    endTurn();
  }
}
