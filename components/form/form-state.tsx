import type { FormState } from "#lib/form";

/** The sentence for each wrong field; empty unless the form was refused. */
export function fieldErrors(state: FormState<unknown>): Record<string, string> {
  return state.status === "error" ? state.fields : {};
}

/** The sentence for the form as a whole: only where no field of `shown` says what is wrong. */
export function formMessage(state: FormState<unknown>, shown: readonly string[]): string | undefined {
  if (state.status !== "error") return undefined;
  return shown.some((name) => state.fields[name]) ? undefined : state.message;
}
