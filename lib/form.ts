import type { z } from "zod";
import { AppError, type FieldErrors, isAppError } from "#lib/errors";

/** What a form's server action answers: the one shape for every form. */
export type FormState<Data = null> =
  | { status: "idle" }
  | { status: "error"; message: string; fields: FieldErrors }
  | { status: "done"; data: Data };

/** How JSON writes a NUL: an escape that is not itself escaped. */
const WRITTEN_NUL = /(?<!\\)(\\\\)*\\u0000/;

export const IDLE = { status: "idle" } as const;

/**
 * Whether text that PostgreSQL cannot store is in it.
 * @param json as it was written, or as `JSON.stringify` writes it
 */
export function holdsNul(json: string): boolean {
  return WRITTEN_NUL.test(json);
}

/** What is answered to it. */
export const NUL_MESSAGE = "The text holds a character that cannot be stored (NUL). Type it anew.";

/**
 * Parses input at the edge.
 * @throws AppError INVALID_INPUT with one sentence for each wrong field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  // PostgreSQL stores no NUL, and nobody types one.
  if (holdsNul(JSON.stringify(input) ?? "")) throw new AppError("INVALID_INPUT", NUL_MESSAGE);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: FieldErrors = {};
  for (const issue of result.error.issues) fields[issue.path.join(".") || "form"] ??= issue.message;
  throw new AppError("INVALID_INPUT", "Some fields need a correction.", { fields });
}

/** Turns an expected error into a form state; a defect is thrown on. */
export function formError(error: unknown): { status: "error"; message: string; fields: FieldErrors } {
  if (!isAppError(error)) throw error;
  return { status: "error", message: error.message, fields: error.fields };
}
