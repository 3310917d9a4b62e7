"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import { renameWorkspace } from "#lib/workspaces/rename-workspace";
import { deleteWorkspaceSchema, renameWorkspaceSchema } from "#lib/workspaces/schema";

/** Bound to the workspace by the page. */
export async function renameWorkspaceAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await renameWorkspace(caller, parseInput(renameWorkspaceSchema, { workspace, name: formData.get("name") }));
  } catch (error) {
    return formError(error);
  }
  revalidatePath("/", "layout");
  return { status: "done", data: null };
}

/** Bound to the workspace by the page. */
export async function deleteWorkspaceAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  try {
    const confirmation = formData.get("confirmation");
    await deleteWorkspace(caller, parseInput(deleteWorkspaceSchema, { workspace, confirmation }));
  } catch (error) {
    return formError(error);
  }
  revalidatePath("/", "layout");
  redirect("/");
}
