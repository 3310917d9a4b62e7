import { pool } from "#lib/db/pool";
import type { Site } from "#scripts/drill/site";

type Sums = { rows: number; requests: number; summed: number };

/**
 * Stops the gateways, so that everything is written, and looks at all rows of usage together.
 * @returns sentences about calls that were written twice, or that the sums of the days do not hold
 */
export async function finalProblems({ gateways }: Site): Promise<string[]> {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  const { rows } = await pool().query<Sums>(
    `SELECT count(*)::int AS "rows", count(DISTINCT "requestId")::int AS "requests",
            (SELECT coalesce(sum("calls"), 0)::int FROM "UsageDay") AS "summed"
       FROM "UsageEvent"`,
  );
  const [sums] = rows;
  if (!sums || sums.rows === 0) return ["No call was stored, so the drill proves nothing."];
  const twice = sums.rows - sums.requests;
  return [
    twice > 0 ? `${twice} calls were stored twice.` : "",
    sums.summed === sums.rows ? "" : `The sums of the days hold ${sums.summed} calls, but ${sums.rows} were stored.`,
  ].filter((problem) => problem !== "");
}
