/**
 * Reads the fields of one line of CSV (RFC 4180). Every line is a record: line breaks within quotes are not supported.
 * @returns the fields; null when a quote is at a wrong place or is not closed
 */
export function csvFields(line: string): string[] | null {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    const field = FIELD.exec(rest);
    if (!field) return null;
    fields.push(field[1] === undefined ? (field[2] ?? "") : field[1].replaceAll('""', '"'));
    rest = rest.slice(field[0].length);
    if (rest === "") return fields;
    rest = rest.slice(1);
  }
}

/** One field: in quotes, where two quotes mean one, or without quotes. A comma or the end must follow. */
const FIELD = /^(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/;
