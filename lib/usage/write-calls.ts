import { pool } from "#lib/db/pool";
import type { CallOutcome } from "#lib/usage/outcome";

/** A finished request of an accepted key. */
export type CallRecord = {
  requestId: string;
  at: Date;
  durationMs: number;
  keyId: string;
  userId: string;
  workspaceId: string | null;
  /** Null for requests that concern no single server, such as lists. */
  upstreamId: string | null;
  method: string;
  /** The tool or prompt as its server names it. */
  name: string | null;
  outcome: CallOutcome;
  client: string | null;
  clientVersion: string | null;
  /** The client's name for people. */
  clientTitle: string | null;
  address: string;
  /** The application that the client names with `X-Origin-App`. */
  originApp: string | null;
};

/** The columns that many calls of a batch share. Each combination is sent once, and calls refer to it by its number. */
const SUBJECT = [
  "keyId",
  "userId",
  "workspaceId",
  "upstreamId",
  "method",
  "name",
  "outcome",
  "client",
  "clientVersion",
  "clientTitle",
  "address",
  "originApp",
] as const satisfies (keyof CallRecord)[];

const SUBJECT_COLUMNS = SUBJECT.map((column) => `"${column}"`).join(", ");

/**
 * One statement, so that both the log of calls and the sums of the day are written or neither. The sums are written in
 * the order of their key, so two replicas that write the same sums wait for each other without a deadlock.
 */
const WRITE = {
  name: "write-calls",
  text: `
  WITH subject AS MATERIALIZED (
    SELECT * FROM unnest(${SUBJECT.map((_, index) => `$${index + 5}::text[]`).join(", ")})
             WITH ORDINALITY AS subject(${SUBJECT_COLUMNS}, "number")
  ), call AS MATERIALIZED (
    SELECT to_timestamp("atMs" / 1000) AS "at", "durationMs", "requestId", "number"
      FROM unnest($1::float8[], $2::real[], $3::text[], $4::int[]) AS call("atMs", "durationMs", "requestId", "number")
  ), raw AS (
    INSERT INTO "UsageEvent" ("at", "durationMs", "requestId", ${SUBJECT_COLUMNS})
    SELECT "at", "durationMs", "requestId", ${SUBJECT_COLUMNS} FROM call JOIN subject USING ("number")
  ), sums AS (
    SELECT ("at" AT TIME ZONE 'UTC')::date AS "day", "number",
           count(*) AS "calls", sum("durationMs"::float8) AS "totalMs", max("durationMs") AS "maxMs"
      FROM call GROUP BY 1, 2
  )
  INSERT INTO "UsageDay" AS known
         ("day", "keyId", "upstreamId", "method", "name", "outcome", "userId", "workspaceId", "calls", "totalMs", "maxMs")
  SELECT "day", "keyId", coalesce("upstreamId", ''), "method", coalesce("name", ''), "outcome",
         min("userId"), coalesce(min("workspaceId"), ''), sum("calls"), sum("totalMs"), max("maxMs")
    FROM sums JOIN subject USING ("number")
   GROUP BY 1, 2, 3, 4, 5, 6
   ORDER BY 1, 2, 3, 4, 5, 6
      ON CONFLICT ("day", "keyId", "upstreamId", "method", "name", "outcome") DO UPDATE
     SET "calls" = known."calls" + excluded."calls",
         "totalMs" = known."totalMs" + excluded."totalMs",
         "maxMs" = greatest(known."maxMs", excluded."maxMs")`,
};

/**
 * Writes calls and their sums in one transaction.
 * @throws the error of the database; it is then unknown whether the calls were written
 */
export async function writeCalls(calls: readonly CallRecord[]): Promise<void> {
  const numbers = new Map<string, number>();
  const subjects: CallRecord[] = [];
  const [at, durations, ids, numbersOfCalls]: [number[], number[], string[], number[]] = [[], [], [], []];
  for (const call of calls) {
    const identity = identityOf(call);
    let number = numbers.get(identity);
    if (number === undefined) {
      number = subjects.push(call);
      numbers.set(identity, number);
    }
    at.push(call.at.getTime());
    // The column keeps fewer digits than microseconds, so further digits are not sent.
    durations.push(Math.round(call.durationMs * 1_000) / 1_000);
    ids.push(call.requestId);
    numbersOfCalls.push(number);
  }
  const perCall = [at, durations, ids, numbersOfCalls].map(formatArray);
  const perSubject = SUBJECT.map((column) => formatArray(subjects.map((call) => quoteText(call[column]))));
  await pool().query({ ...WRITE, values: [...perCall, ...perSubject] });
}

/**
 * Makes a text that is equal for two calls exactly when all columns of `SUBJECT` are. The key decides the owner. Only the
 * last part may contain a line break.
 */
function identityOf(call: CallRecord): string {
  const { keyId, upstreamId, workspaceId, method, outcome, client, clientVersion, clientTitle } = call;
  const caller = `${client}\n${clientVersion}\n${clientTitle}\n${call.address}\n${call.originApp}`;
  return `${keyId}\n${upstreamId}\n${workspaceId}\n${method}\n${outcome}\n${caller}\n${call.name}`;
}

/**
 * Tells whether a batch is written although its writing seemed to fail. Its calls are written together, so the first call
 * is enough to know.
 */
export async function isBatchWritten([first]: readonly CallRecord[]): Promise<boolean> {
  if (!first) return true;
  const { rowCount } = await pool().query(
    'SELECT FROM "UsageEvent" WHERE "keyId" = $1 AND "at" = $2 AND "requestId" = $3 LIMIT 1',
    [first.keyId, first.at, first.requestId],
  );
  return rowCount === 1;
}

/** Matches texts that need no quotes in an array. Nearly all texts here are of this kind. */
const PLAIN = /^(?!null$)[\w.:/-]+$/i;

/** Writes a text as an element of a PostgreSQL array. The driver would copy each text twice to do this. */
function quoteText(text: string | null): string {
  if (text === null) return "NULL";
  return PLAIN.test(text) ? text : `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** Writes a PostgreSQL array. Numbers and ids of requests need no quotes. */
function formatArray(values: readonly (number | string)[]): string {
  return `{${values.join()}}`;
}
