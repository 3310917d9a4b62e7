import type { z } from "zod";
import { AppError, type FieldErrors, isAppError } from "#lib/errors";

/** The answer of a server action to a form. All forms use this type. */
export type FormState<Data = null> =
  | { status: "idle" }
  | { status: "error"; message: string; fields: FieldErrors }
  | { status: "done"; data: Data };

/** Matches the JSON escape of a NUL character, unless a backslash escapes the escape itself. */
const WRITTEN_NUL = /(?<!\\)(\\\\)*\\u0000/;

export const IDLE = { status: "idle" } as const;

/**
 * Tells whether a JSON text contains a NUL character, which PostgreSQL cannot store.
 * @param json the text from a request body or from `JSON.stringify`
 */
export function holdsNul(json: string): boolean {
  return WRITTEN_NUL.test(json);
}

/** The error message for input with a NUL character. */
export const NUL_MESSAGE = "The text holds a character that cannot be stored (NUL). Type it anew.";

/** The most fields and list entries of an input. The largest honest one is a report of 1,000 leaked tokens. */
const ENTRIES_MAX = 6_000;

/**
 * Parses input that comes from outside, before an operation gets it. A schema looks at every entry of a list without a
 * maximum, and makes an error for each. So the entries are counted first.
 * @throws AppError INVALID_INPUT with one sentence for each wrong field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  if (entriesOf(input, ENTRIES_MAX) > ENTRIES_MAX) {
    throw new AppError("INVALID_INPUT", `This has more than ${ENTRIES_MAX} entries. Send fewer.`);
  }
  if (holdsNul(JSON.stringify(input) ?? "")) throw new AppError("INVALID_INPUT", NUL_MESSAGE);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: FieldErrors = {};
  for (const issue of result.error.issues) fields[issue.path.join(".") || "form"] ??= issue.message;
  throw new AppError("INVALID_INPUT", "Some fields need a correction.", { fields });
}

/**
 * Counts the fields and list entries within a value. It stops once there are more than `most`.
 * @returns the number; or, when there are more, a number above `most`
 */
function entriesOf(value: unknown, most: number): number {
  if (typeof value !== "object" || value === null) return 0;
  const entries = Array.isArray(value) ? value : Object.values(value);
  let count = entries.length;
  for (const entry of entries) {
    if (count > most) break;
    count += entriesOf(entry, most - count);
  }
  return count;
}

/** Turns an `AppError` into a form state. Throws any other error again, because it is a defect. */
export function formError(error: unknown): { status: "error"; message: string; fields: FieldErrors } {
  if (!isAppError(error)) throw error;
  return { status: "error", message: error.message, fields: error.fields };
}
