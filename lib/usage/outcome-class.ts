import type { CallOutcome } from "#lib/usage/outcome";

/** The classes of outcomes that screens show, in the order in which charts stack them. */
export const OUTCOME_CLASSES = ["succeeded", "failed", "refused", "cancelled"] as const;
export type OutcomeClass = (typeof OUTCOME_CLASSES)[number];

/** A call failed when a server or Latchkey could not do it. It was refused when the client should not have asked. */
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

/** Lists the stored outcomes that belong to a class. */
export function outcomesOf(outcomeClass: OutcomeClass): string[] {
  return Object.entries(CLASS_OF).flatMap(([outcome, itsClass]) => (itsClass === outcomeClass ? [outcome] : []));
}
