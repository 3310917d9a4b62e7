/** What a cell may hold; null leaves it empty. */
export type CsvCell = string | number | boolean | Date | null;

/**
 * What makes a spreadsheet run a cell as a formula: its first character, or the first after blanks, which some leave
 * out (OWASP, "CSV Injection"). Also in full width, as East Asian keyboards write it.
 */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/;

/**
 * A line of CSV (RFC 4180), its end included. Text that a spreadsheet would run is kept text by an apostrophe before
 * it; all text is quoted, so that no cell can reach into the next. Times are in UTC (ISO 8601).
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(written).join(",")}\r\n`;
}

function written(cell: CsvCell): string {
  if (cell === null) return "";
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== "string") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${text.replaceAll('"', '""')}"`;
}
