import type { StepResult } from "#scripts/drill/run-step";

const COLUMNS: readonly [title: string, value: (result: StepResult) => string | number][] = [
  ["what happens", ({ name }) => name],
  ["sent", ({ sent }) => sent],
  ["answered", ({ answered }) => answered],
  ["stored", ({ stored }) => stored],
  ["refused", ({ refused }) => refused],
  ["wrongly admitted", ({ wronglyAdmitted }) => wronglyAdmitted],
  ["lost", ({ lost }) => lost],
  ["died with a process", ({ diedWithProcess }) => diedWithProcess],
  ["carried out twice", ({ miscounted }) => miscounted],
  ["failed", ({ failed }) => inWords(failed)],
  ["pages", ({ pages }) => inWords(pages)],
  ["well again after", ({ recoverySeconds }) => `${recoverySeconds.toFixed(1)} s`],
];

function inWords(failed: ReadonlyMap<string, number>): string {
  return [...failed].map(([problem, count]) => `${count} × ${problem}`).join("; ") || "0";
}

/** Writes the results as a table in Markdown, one line a step. */
export function tableOf(results: readonly StepResult[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    line(COLUMNS.map(([title]) => title)),
    `|${COLUMNS.map((_, index) => (index === 0 ? "---" : "---:")).join("|")}|`,
    ...results.map((result) => line(COLUMNS.map(([, value]) => value(result)))),
  ].join("\n");
}
