import { SECOND_MS } from "#lib/clock";
import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { log } from "#lib/log";
import { single } from "#lib/process";
import type { CallOutcome } from "#lib/usage/outcome";

const LEVELS: Record<CallOutcome, "debug" | "info" | "warn"> = {
  ok: "debug",
  tool_error: "info",
  rpc_error: "info",
  invalid_request: "info",
  refused: "info",
  unauthenticated: "info",
  rate_limited: "info",
  cancelled: "info",
  upstream_failed: "warn",
  unavailable: "warn",
  internal_error: "warn",
};

/** The most lines about failures in a second, so a client with thousands of failures does not fill the disk. */
const MAX_LINES = 100;

type Budget = { sinceMs: number; lines: number; leftOut: number };

/** Writes one line about a finished request: failures up to a limit, successes only at level `debug`. */
export function logCall(facts: CallFacts): void {
  const level = LEVELS[facts.outcome];
  const logger = log();
  if (!logger.isLevelEnabled(level)) return;
  const leftOut = level === "debug" ? 0 : takeLine();
  if (leftOut === undefined) return;
  logger[level](leftOut > 0 ? { ...lineOf(facts), leftOut } : lineOf(facts), "A request was answered.");
}

/** A line never holds parameters, results, header values or tokens. A failure may be in the words of the server. */
function lineOf(facts: CallFacts): Record<string, unknown> {
  const { requestId, outcome, method, workspace, server, name, keyId, address, errorCode, failure, durationMs } = facts;
  return {
    requestId,
    outcome,
    address,
    durationMs: Math.round(durationMs * 100) / 100,
    ...(method && { method }),
    ...(server && { workspace, server }),
    ...(name && { name }),
    ...(keyId && { keyId }),
    ...(errorCode !== null && { errorCode }),
    ...(failure && { reason: failure.reason, failure: failure.message }),
  };
}

/** @returns how many lines were left out before this one; undefined when this one is left out too */
function takeLine(): number | undefined {
  const budget = single("call-log", newBudget);
  const nowMs = performance.now();
  if (nowMs - budget.sinceMs >= SECOND_MS) {
    budget.sinceMs = nowMs;
    budget.lines = 0;
  }
  budget.lines += 1;
  if (budget.lines > MAX_LINES) {
    budget.leftOut += 1;
    return undefined;
  }
  const { leftOut } = budget;
  budget.leftOut = 0;
  return leftOut;
}

function newBudget(): Budget {
  return { sinceMs: performance.now(), lines: 0, leftOut: 0 };
}
