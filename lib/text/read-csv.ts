/**
 * The fields of one line of CSV (RFC 4180). Line breaks within quotes are not supported: every line is a record.
 * @returns null when quotes are where none may be, or are not closed
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

/** In quotes, where two of them stand for one, or without any; then a comma or the end. */
const FIELD = /^(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/;
