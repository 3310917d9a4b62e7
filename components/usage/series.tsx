import { OUTCOME_CLASS_LABELS, OUTCOME_CLASSES, type OutcomeClass } from "#lib/usage/outcome-class";

/** What a chart shows: the number of calls, or their duration. */
export type Shown = "calls" | "times";

type Series = { key: OutcomeClass | "meanMs"; label: string; colour: string };

const COLOURS: Record<OutcomeClass, string> = {
  succeeded: "var(--chart-succeeded)",
  failed: "var(--chart-failed)",
  refused: "var(--chart-refused)",
  cancelled: "var(--chart-cancelled)",
};

/** The parts of a bar, from the bottom. */
export const SERIES: Record<Shown, Series[]> = {
  calls: OUTCOME_CLASSES.map((key) => ({ key, label: OUTCOME_CLASS_LABELS[key], colour: COLOURS[key] })),
  times: [{ key: "meanMs", label: "Mean", colour: "var(--chart-time)" }],
};
