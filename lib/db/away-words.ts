import type { AwayReason } from "#lib/db/database-away";

// Browsers load this file too: it has words alone.

const BECAUSE: Record<AwayReason, string> = {
  unreachable: "it cannot be reached",
  starting: "it is starting, stopping or recovering",
  too_many_connections: "it has no connection left",
  full: "its disk is full",
  read_only: "it takes no changes",
  refused: "it does not let Latchkey in",
  slow: "it does not answer in time",
  overloaded: "it has reached a limit of its own",
};

/** Says in one sentence that the database cannot be used, and why. */
export function awaySentence(reason: AwayReason): string {
  return `Latchkey cannot use its database at the moment: ${BECAUSE[reason]}.`;
}

/** What people can do on their own. It is the same for each reason. */
export const AWAY_ADVICE = "Try again in a few seconds. If that does not help, tell the person who runs Latchkey.";

const MARK = "DATABASE_AWAY:";

/** The digest of an error, by which a page in the browser knows the reason. It gets nothing else of an error. */
export function awayDigest(reason: AwayReason): string {
  return `${MARK}${reason}`;
}

/** @returns the sentence for an error with this digest; null when it does not come from a database that is away */
export function awaySentenceOf(digest: string | undefined): string | null {
  if (!digest?.startsWith(MARK)) return null;
  const reason = digest.slice(MARK.length);
  return Object.hasOwn(BECAUSE, reason) ? awaySentence(reason as AwayReason) : null;
}
