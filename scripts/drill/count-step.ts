import { type Call, CLOSED_IDLE, LOOK_FIRST, requestIdOf, TRY_AGAIN } from "#scripts/drill/load";

/** What calls with a key that ends may be answered with instead of a result: 401, and 429 after too many of these. */
const REFUSED = new Set(["HTTP 401", "HTTP 429"]);
/** The failures after which a client may send the call again, so it must not have been carried out. */
const NOT_MADE = new Set([TRY_AGAIN, CLOSED_IDLE]);
/**
 * A gateway writes about every second what it answered. So long before its end an answer may lie that died with it.
 */
const UNWRITTEN_MS = 3_000;

/** A gateway that was killed: the end of its address in the proxy's words, and when. */
export type Killed = { port: string; atMs: number };

/** Everything that is known of a step after it. */
export type Observed = {
  /** The calls with the key that lasts. */
  steady: readonly Call[];
  /** The calls with the key that is revoked in the step. */
  doomed: readonly Call[];
  /** When the revocation was committed, in milliseconds of the steady clock. */
  revokedAtMs: number;
  /** How often the server carried out each call. */
  carriedOut: ReadonlyMap<number, number>;
  /** The outcomes of the rows of usage of each request, by its id. */
  stored: ReadonlyMap<string, readonly string[]>;
  killed: readonly Killed[];
  allowed: readonly string[];
  /** How many times longer than on a quiet machine work takes here. */
  slowness: number;
};

export type Counts = {
  sent: number;
  answered: number;
  /** Rows of usage of calls that succeeded. */
  stored: number;
  /** Calls with the revoked key that were refused. */
  refused: number;
  /** Calls that were sent after the revocation, and were answered with a result or carried out. */
  wronglyAdmitted: number;
  /** Calls that were answered with their result and not stored exactly once. */
  lost: number;
  /** Calls whose answer came, and whose row died with the process that answered. */
  diedWithProcess: number;
  /** Calls that were carried out more than once, or not at all although they were answered. */
  miscounted: number;
  /** Calls that were carried out although their failure says that they may be sent again. */
  untrue: number;
  failed: Map<string, number>;
  /** The failures among these that the step does not allow. */
  notAllowed: Map<string, number>;
};

/** Counts what became of the calls of a step. */
export function countStep(observed: Observed): Counts {
  const { steady, doomed, revokedAtMs, carriedOut, stored, allowed } = observed;
  const calls = [...steady, ...doomed];
  const times = (call: Call) => carriedOut.get(call.number) ?? 0;
  const rows = (call: Call) => stored.get(requestIdOf(call.number)) ?? [];
  const isOk = (call: Call) => call.problem === null;
  const isRefused = (call: Call) => REFUSED.has(call.problem ?? "");
  const failures = [
    ...steady.filter((call) => !isOk(call)),
    ...doomed.filter((call) => !isOk(call) && !isRefused(call)),
  ];
  const uncounted = calls.filter((call) => isOk(call) && rows(call).filter((outcome) => outcome === "ok").length === 0);
  const died = uncounted.filter((call) => hasDied(call, observed));
  const twice = calls.filter((call) => rows(call).length > 1);
  const number = (of: readonly Call[], condition: (call: Call) => boolean) => of.filter(condition).length;
  return {
    sent: calls.length,
    answered: number(calls, isOk),
    stored: calls.flatMap(rows).filter((outcome) => outcome === "ok").length,
    refused: number(doomed, isRefused),
    wronglyAdmitted: number(doomed, (call) => call.sentAtMs >= revokedAtMs && (isOk(call) || times(call) > 0)),
    lost: uncounted.length - died.length + twice.length,
    diedWithProcess: died.length,
    miscounted: number(calls, (call) => times(call) > 1 || (isOk(call) && times(call) === 0)),
    untrue: number(calls, (call) => NOT_MADE.has(call.problem ?? "") && times(call) > 0),
    failed: tally(failures),
    notAllowed: tally(failures.filter(({ problem }) => !allowed.includes(problem ?? ""))),
  };
}

function hasDied({ gateway, endedAtMs }: Call, { killed, slowness }: Observed): boolean {
  return killed.some(({ port, atMs }) => gateway.endsWith(`:${port}`) && atMs - endedAtMs < UNWRITTEN_MS * slowness);
}

function tally(failures: readonly Call[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { problem } of failures) counts.set(problem ?? "", (counts.get(problem ?? "") ?? 0) + 1);
  return counts;
}

/** Says in sentences what must not be; empty when the step went as it must. */
export function problemsOf(counts: Counts): string[] {
  const { wronglyAdmitted, lost, miscounted, untrue, notAllowed, refused, answered } = counts;
  const forbidden = [...notAllowed].map(
    ([problem, count]) => `${count} calls failed in a way that this step does not allow: ${problem}.`,
  );
  const found = [
    wronglyAdmitted > 0 && `${wronglyAdmitted} calls with a revoked key were admitted.`,
    lost > 0 && `${lost} calls were answered, and not stored exactly once.`,
    miscounted > 0 && `${miscounted} calls were carried out twice, or answered and not carried out.`,
    untrue > 0 && `${untrue} calls were carried out although their failure says that they may be sent again.`,
    refused === 0 && "No call was sent with the revoked key, so this step proves nothing about it.",
    answered === 0 && "No call was answered, so this step proves nothing.",
  ];
  return [...found.filter((problem) => problem !== false), ...forbidden];
}

/** The failures of a database that is away. Their answers say whether the call may have been carried out. */
export const WHILE_DATABASE_AWAY: readonly string[] = [TRY_AGAIN, LOOK_FIRST];
