import { EXCEPTIONS } from "#scripts/conformance/exceptions";
import type { Outcome, Revision } from "#scripts/conformance/suite";

/** One scenario in one revision, run against a server directly and through the gateway. */
export type Row = {
  server: string;
  revision: Revision;
  scenario: string;
  isRequired: boolean;
  direct: Outcome | undefined;
  through: Outcome | undefined;
};

/** `without session`: the scenario needs a session, found none, and checked nothing. */
type Verdict = "same" | "without session" | "excepted" | "lost" | "stale exception";

function verdictOf({ revision, scenario, direct, through }: Row): Verdict {
  const isLost = isPassed(direct) && !isPassed(through);
  const isExcepted = Object.hasOwn(EXCEPTIONS[revision], scenario);
  if (isLost) return isExcepted ? "excepted" : "lost";
  if (isExcepted) return "stale exception";
  return direct?.passed && !through?.passed ? "without session" : "same";
}

/** @returns the rows in which the gateway has a defect, which fail the run */
export function defectsOf(rows: readonly Row[]): Row[] {
  return rows.filter((row) => ["lost", "stale exception"].includes(verdictOf(row)));
}

/** A scenario passes when none of its checks failed. The suite counts the same way. */
function isPassed(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.failures.length === 0;
}

const HEADER = ["Server speaks", "Revision", "Scenario", "Counts", "Directly", "Through the gateway", "Verdict"];

/** @returns all rows as a table in Markdown, and below it how many scenarios pass */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.server,
    row.revision,
    row.scenario,
    row.isRequired ? "yes" : "no",
    shown(row.direct),
    shown(row.through),
    verdictOf(row),
  ]);
  return [...markdown([HEADER, ...lines]), "", ...summary(rows)].join("\n");
}

function shown(outcome: Outcome | undefined): string {
  if (!outcome) return "did not run";
  const { passed, warnings, failures } = outcome;
  const checks = `${passed} of ${passed + failures.length}`;
  const word = failures.length > 0 ? "fails" : "passes";
  return `${word}, ${checks}${warnings > 0 ? `, ${warnings} warned of` : ""}`;
}

function markdown(table: readonly string[][]): string[] {
  const widths = HEADER.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [header = [], ...body] = table;
  return [line(header), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)];
}

function summary(rows: readonly Row[]): string[] {
  const runs = Map.groupBy(
    rows.filter((row) => row.isRequired),
    ({ server, revision }) => `${revision}, of a server that speaks ${server}`,
  );
  return [...runs].map(([run, own]) => {
    const direct = own.filter((row) => isPassed(row.direct)).length;
    const through = own.filter((row) => isPassed(row.through)).length;
    const excepted = own.filter((row) => verdictOf(row) === "excepted").length;
    return `${run}: ${own.length} scenarios are required; ${direct} pass directly, ${through} through the gateway, ${excepted} are excepted.`;
  });
}
