"use server";

import { newcomer } from "#app/caller";
import { newAccountSchema } from "#lib/auth/schema";
import { signUp } from "#lib/auth/sign-up";
import { type FormState, formError, parseInput } from "#lib/form";

export async function signUpAction(
  _previous: FormState<{ path: string }>,
  formData: FormData,
): Promise<FormState<{ path: string }>> {
  try {
    await signUp(await newcomer(), parseInput(newAccountSchema, Object.fromEntries(formData)));
    return { status: "done", data: { path: "/new-workspace" } };
  } catch (error) {
    return formError(error);
  }
}
