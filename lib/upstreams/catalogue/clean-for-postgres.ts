/** Deeper than any schema that people or programs write; neither this process nor PostgreSQL has the stack for any depth. */
const DEPTH_MAX = 200;

/**
 * `value` as JSON that PostgreSQL takes: NUL characters and lone surrogates, which `jsonb` and `text` refuse, become
 * U+FFFD in every key and string. What a server says must never make storing it fail.
 * @throws RangeError for what is nested deeper than 200 levels
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
