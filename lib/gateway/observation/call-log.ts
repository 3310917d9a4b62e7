import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { log } from "#lib/log";
import { lineBudget } from "#lib/logging/line-budget";
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

/** Writes one line about a finished request: failures up to a limit, successes only at level `debug`. */
export function logCall(facts: CallFacts): void {
  const level = LEVELS[facts.outcome];
  const logger = log();
  if (!logger.isLevelEnabled(level)) return;
  const leftOut = level === "debug" ? 0 : lineBudget("calls", MAX_LINES).take();
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
