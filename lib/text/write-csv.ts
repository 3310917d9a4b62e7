/** The value of a cell; null makes it empty. */
export type CsvCell = string | number | boolean | Date | null;

/**
 * The text of a cell that a spreadsheet runs as a formula: its first character decides, or the first after blanks,
 * which some spreadsheets skip (OWASP, "CSV Injection"). East Asian keyboards write the same characters in full width.
 */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/;

/**
 * Writes a line of CSV (RFC 4180) with its line break. All text is quoted, so no cell can change the next one. An
 * apostrophe before a formula keeps a spreadsheet from running it. Times are in UTC (ISO 8601).
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
