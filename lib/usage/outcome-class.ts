import type { CallOutcome } from "#lib/usage/outcome";

/** What screens tell apart, in the order in which charts stack them. */
export const OUTCOME_CLASSES = ["succeeded", "failed", "refused", "cancelled"] as const;
export type OutcomeClass = (typeof OUTCOME_CLASSES)[number];

/** Failed is what a server or Latchkey did not do; refused is what the client should not have asked. */
const CLASS_OF: Record<CallOutcome, OutcomeClass> = {
  ok: "succeeded",
  tool_error: "failed",
  rpc_error: "failed",
  upstream_failed: "failed",
  unavailable: "failed",
  internal_error: "failed",
  invalid_request: "refused",
  refused: "refused",
  unauthenticated: "refused",
  rate_limited: "refused",
  cancelled: "cancelled",
};

export const OUTCOME_CLASS_LABELS: Record<OutcomeClass, string> = {
  succeeded: "Succeeded",
  failed: "Failed",
  refused: "Refused",
  cancelled: "Cancelled",
};

/** The outcomes that count as one class, as they are stored. */
export function outcomesOf(outcomeClass: OutcomeClass): string[] {
  return Object.entries(CLASS_OF).flatMap(([outcome, its]) => (its === outcomeClass ? [outcome] : []));
}
