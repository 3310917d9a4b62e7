"use server";

import { newcomer } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { setupSchema } from "#lib/workspaces/schema";
import { setUp } from "#lib/workspaces/set-up";

export async function setUpAction(
  _previous: FormState<{ path: string }>,
  formData: FormData,
): Promise<FormState<{ path: string }>> {
  try {
    const { slug } = await setUp(await newcomer(), parseInput(setupSchema, Object.fromEntries(formData)));
    return { status: "done", data: { path: `/w/${slug}` } };
  } catch (error) {
    return formError(error);
  }
}
