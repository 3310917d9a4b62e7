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

/**
 * Parses input that comes from outside, before an operation gets it.
 * @throws AppError INVALID_INPUT with one sentence for each wrong field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  if (holdsNul(JSON.stringify(input) ?? "")) throw new AppError("INVALID_INPUT", NUL_MESSAGE);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: FieldErrors = {};
  for (const issue of result.error.issues) fields[issue.path.join(".") || "form"] ??= issue.message;
  throw new AppError("INVALID_INPUT", "Some fields need a correction.", { fields });
}

/** Turns an `AppError` into a form state. Throws any other error again, because it is a defect. */
export function formError(error: unknown): { status: "error"; message: string; fields: FieldErrors } {
  if (!isAppError(error)) throw error;
  return { status: "error", message: error.message, fields: error.fields };
}
