/**
 * The deepest value that is stored. No real schema is deeper, and both this process and PostgreSQL have a limited
 * stack.
 */
const DEPTH_MAX = 200;

/**
 * Makes a JSON value storable: NUL characters and lone surrogates, which PostgreSQL refuses in JSON and text,
 * become U+FFFD in all keys and strings. So no answer of a server can make storing it fail.
 * @throws RangeError for a value that is nested deeper than 200 levels
 */
export function cleanForPostgres<T>(value: T): T {
  return clean(value, 0) as T;
}

function clean(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) throw new RangeError("The value is nested too deep.");
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map((each) => clean(each, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [cleanText(key), clean(each, depth + 1)]));
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
