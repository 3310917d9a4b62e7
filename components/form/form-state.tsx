import type { FormState } from "#lib/form";

/** The error of each wrong field, by field name; empty unless the form was refused. */
export function fieldErrors(state: FormState<unknown>): Record<string, string> {
  return state.status === "error" ? state.fields : {};
}

/**
 * The error of the form as a whole.
 * @param shown the fields that show their own errors
 * @returns undefined when a shown field already says what is wrong, or nothing is wrong
 */
export function formMessage(state: FormState<unknown>, shown: readonly string[]): string | undefined {
  if (state.status !== "error") return undefined;
  return shown.some((name) => state.fields[name]) ? undefined : state.message;
}
