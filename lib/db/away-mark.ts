import { AsyncLocalStorage } from "node:async_hooks";
import { awayDigest } from "#lib/db/away-words";
import { type AwayReason, awayReason } from "#lib/db/database-away";
import { single } from "#lib/process";

/** What one request has met. The first reason is kept, because later failures often follow from it. */
type Met = { reason: AwayReason | null };

/** Next.js loads a copy of its own of this file, and both copies have to see the same request. */
function requests(): AsyncLocalStorage<Met> {
  return single("database-away-requests", () => new AsyncLocalStorage<Met>());
}

/**
 * Whether a write failed for lack of space since somebody looked. Reads go on then, so only a write can tell when there
 * is space again.
 */
export function seenFull(): { isFull: boolean } {
  return single("database-full", () => ({ isFull: false }));
}

/**
 * Answers a request, and remembers whether its database was away meanwhile.
 * @param answer gets a function that tells the reason, or null while the database has answered
 */
export function rememberAway<Result>(answer: (reason: () => AwayReason | null) => Result): Result {
  const met: Met = { reason: null };
  return requests().run(met, () => answer(() => met.reason));
}

/**
 * Marks an error of a database that is away, and remembers it for the request that met it. Next.js shows the digest of an
 * error to the error page, and nothing else of it.
 * @throws always the same error
 */
export function markAway(error: unknown): never {
  const reason = awayReason(error);
  if (reason !== null) {
    const met = requests().getStore();
    if (met) met.reason ??= reason;
    if (reason === "full") seenFull().isFull = true;
    Object.assign(error as object, { digest: awayDigest(reason) });
  }
  throw error;
}
