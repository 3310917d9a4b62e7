import type { Group } from "#bench/lane";
import type { Row } from "#bench/report/rows";

export const ASKED: Record<Group, string> = {
  calls: "tools/call",
  "legacy calls": "tools/call, 2025-11-25",
  lists: "tools/list, 500 tools",
  validations: "validate a key",
  "key lists": "the newest 100 of 10,000 keys",
  kinds: "validate a key",
};

const HEAD = [
  "asked",
  "through",
  "connections",
  "requests/s",
  "of nginx",
  "of mcp-proxy",
  "p50 ms",
  "p99 ms",
  "over direct ms",
  "CPU µs",
  "database CPU µs",
  "memory MB",
];
/** The first columns contain words, the others contain numbers. */
const WORD_COLUMNS = 2;

/** Makes a Markdown table that is also easy to read in a terminal. */
export function toTable(rows: Row[]): string {
  const cells = [...rows.filter((row) => row.group === "calls").toSorted(byConnections), ...rows.filter(isOther)].map(
    toCells,
  );
  return markdownTable(HEAD, WORD_COLUMNS, cells);
}

/** @param wordColumns the number of first columns that contain words; all others are aligned to the right */
export function markdownTable(head: string[], wordColumns: number, cells: string[][]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (texts: string[]) =>
    `| ${texts.map((text, column) => pad(text, widths[column] ?? 0, column < wordColumns)).join(" | ")} |`;
  const rule = widths.map((width, column) => (column < wordColumns ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...cells.map(line)].join("\n");
}

function toCells(row: Row): string[] {
  return [
    ASKED[row.group],
    row.title,
    String(row.connections),
    thousands(row.requestsPerSecond),
    decimals(row.ofNginx, 2),
    decimals(row.ofMcpProxy, 2),
    decimals(row.p50Ms, 2),
    decimals(row.p99Ms, 2),
    decimals(row.addedMs, 2),
    thousands(row.cpuUs),
    row.databaseCpuUs > 0 ? thousands(row.databaseCpuUs) : "",
    thousands(row.memoryBytes / 1e6),
  ];
}

const isOther = (row: Row) => row.group !== "calls";
const byConnections = (a: Row, b: Row) => a.connections - b.connections;
export const thousands = (number: number) => Math.round(number).toLocaleString("en");
export const decimals = (number: number | null, digits: number) => (number === null ? "" : number.toFixed(digits));

function pad(text: string, width: number, isWord: boolean): string {
  return isWord ? text.padEnd(width) : text.padStart(width);
}
