"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { previewPolicy } from "#lib/keys/policy/effect";
import type { PolicyEffectView } from "#lib/policy/dto";
import { readPolicyForm } from "#lib/policy/form-data";
import { changePolicy } from "#lib/policy/operations";
import { changePolicySchema, previewPolicySchema } from "#lib/policy/schema";

/** Bound to the workspace by the page. */
export async function changePolicyAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await changePolicy(caller, parseInput(changePolicySchema, { workspace, ...readPolicyForm(formData) }));
  } catch (error) {
    return formError(error);
  }
  revalidatePath("/", "layout");
  return { status: "done", data: null };
}

/** Bound to the workspace by the page. Changes nothing. */
export async function previewPolicyAction(workspace: string, formData: FormData): Promise<FormState<PolicyEffectView>> {
  const caller = await requireCaller();
  try {
    const input = parseInput(previewPolicySchema, { workspace, ...readPolicyForm(formData) });
    return { status: "done", data: await previewPolicy(caller, input) };
  } catch (error) {
    return formError(error);
  }
}
