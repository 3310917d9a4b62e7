import type { Caller } from "#lib/auth/principal";
import { FairQueue } from "#lib/bounds/fair-queue";
import { refuseWhenFull } from "#lib/bounds/queue-full";
import { single } from "#lib/process";
import { ALLOWANCES } from "#lib/rate-limit/allowances";

/** A preview reads whole catalogues, or every key of a workspace, so a process computes few at once. */
const AT_ONCE_MAX = 4;
const OF_ONE_PERSON_MAX = 1;
const WAITERS_MAX = 200;

function queue(): FairQueue {
  const allowance = { limit: AT_ONCE_MAX, parts: { owner: OF_ONE_PERSON_MAX } };
  return single("preview-queue", () => new FairQueue(allowance, WAITERS_MAX));
}

/**
 * Computes a preview of a key or of a policy when it is its turn. People take turns, so many previews of one person delay that person alone.
 * @throws AppError RATE_LIMITED when this person asks too often, or when too many previews of theirs wait; UNAVAILABLE when
 *   too many wait
 */
export async function previewInTurn<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result> {
  const { userId } = caller.principal;
  await ALLOWANCES.previews.take({ person: userId });
  return queue()
    .run({ owner: userId }, work)
    .catch((error: unknown) => refuseWhenFull(error, "previews"));
}
