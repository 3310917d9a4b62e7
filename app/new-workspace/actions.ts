"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { createWorkspaceSchema } from "#lib/workspaces/schema";

export async function createWorkspaceAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  let slug: string;
  try {
    ({ slug } = await createWorkspace(caller, parseInput(createWorkspaceSchema, Object.fromEntries(formData))));
  } catch (error) {
    return formError(error);
  }
  revalidatePath("/", "layout");
  redirect(`/w/${slug}`);
}
