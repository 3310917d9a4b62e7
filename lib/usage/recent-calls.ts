import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { daysOf, spanOf } from "#lib/usage/periods";

/** The number of days in a sparkline. */
const RECENT_DAYS = 14;

/**
 * Reads the calls of the caller's own keys on each of the last days (UTC). Today comes last.
 * @param keyIds the keys; a key of somebody else counts no calls
 * @returns a function that gives the numbers of a key by its id
 */
export async function recentCalls(caller: Caller, keyIds: string[]): Promise<(keyId: string) => number[]> {
  const { last } = spanOf("7d", caller.now);
  const days = daysOf({ first: addDays(last, 1 - RECENT_DAYS), last, unit: "day" });
  const { rows } = await pool().query<{ keyId: string; day: string; calls: number }>(
    `SELECT "keyId", "day"::text, sum("calls")::int AS "calls" FROM "UsageDay"
      WHERE "day" = ANY($1::date[]) AND "keyId" = ANY($2::text[]) AND "userId" = $3
      GROUP BY "keyId", "day"`,
    [days, keyIds, caller.principal.userId],
  );
  const byKey = new Map<string, number[]>();
  for (const { keyId, day, calls } of rows) {
    const counts = byKey.get(keyId) ?? days.map(() => 0);
    counts[days.indexOf(day)] = calls;
    byKey.set(keyId, counts);
  }
  return (keyId) => byKey.get(keyId) ?? days.map(() => 0);
}
