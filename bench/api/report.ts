import type { Group, Sample, Series } from "#bench/lane";
import { share } from "#bench/report/rows";
import { ASKED, decimals, markdownTable, thousands } from "#bench/report/table";
import { atLeast, type Target } from "#bench/report/targets";
import { median } from "#bench/statistics";

/** The targets also stand in docs/performance.md. */
const VALIDATIONS_MIN = 5;
const TARGET_CONNECTIONS = 16;

const HEAD = [
  "asked",
  "of",
  "connections",
  "requests/s",
  "times better-auth",
  "p50 ms",
  "p99 ms",
  "CPU µs",
  "database CPU µs",
  "memory MB",
];
const WORD_COLUMNS = 2;
/** The groups in the order of the table. */
const COMPARED: Group[] = ["validations", "key lists"];

/** Makes the table that compares Latchkey with better-auth. Each cell is the median of all rounds. */
export function comparison(all: Series[]): string {
  const cells = COMPARED.flatMap((group) => all.filter((one) => one.group === group).map((one) => cellsOf(one, all)));
  return cells.length > 0 ? markdownTable(HEAD, WORD_COLUMNS, cells) : "";
}

/** Makes the table of response times by kind of key. */
export function kinds(all: Series[]): string {
  const rows = all.filter(({ group }) => group === "kinds");
  const cells = rows.map((series) => {
    const middle = middleOf(series);
    return [
      series.title,
      middle((one) => one.p50Ms).toFixed(3),
      decimals(
        middle((one) => one.p99Ms),
        2,
      ),
    ];
  });
  return rows.length > 0 ? markdownTable(["validated", "p50 ms", "p99 ms"], 1, cells) : "";
}

/** Returns the targets whose values were measured in this run. */
export function apiTargets(all: Series[]): Target[] {
  return all
    .filter(({ id, connections }) => id === "latchkey" && connections === TARGET_CONNECTIONS)
    .map((series) => {
      const what = `keys validated a second at ${TARGET_CONNECTIONS} connections, of better-auth`;
      return atLeast(what, VALIDATIONS_MIN, share(series, betterAuthBeside(series, all)));
    })
    .filter((target) => target !== undefined);
}

function cellsOf(series: Series, all: Series[]): string[] {
  const middle = middleOf(series);
  return [
    ASKED[series.group],
    series.title,
    String(series.connections),
    thousands(middle((one) => one.requestsPerSecond)),
    decimals(share(series, betterAuthBeside(series, all)), 2),
    decimals(
      middle((one) => one.p50Ms),
      2,
    ),
    decimals(
      middle((one) => one.p99Ms),
      2,
    ),
    thousands(middle((one) => one.cpuUs)),
    thousands(middle((one) => one.databaseCpuUs)),
    thousands(Math.max(...series.samples.map((one) => one.memoryBytes)) / 1e6),
  ];
}

function betterAuthBeside({ group, connections }: Series, all: Series[]): Series | undefined {
  return all.find((one) => one.group === group && one.connections === connections && one.id.endsWith("better-auth"));
}

function middleOf({ samples }: Series): (pick: (sample: Sample) => number) => number {
  return (pick) => median(samples.map(pick));
}
