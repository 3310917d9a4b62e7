"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { changePassword, updateProfile } from "#lib/auth/operations";
import { changePasswordSchema, profileSchema } from "#lib/auth/schema";
import { type FormState, formError, parseInput } from "#lib/form";

export async function updateProfileAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await updateProfile(caller, parseInput(profileSchema, Object.fromEntries(formData)));
  } catch (error) {
    return formError(error);
  }
  // The name stands in the frame of every page.
  revalidatePath("/", "layout");
  return { status: "done", data: null };
}

export async function changePasswordAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await changePassword(caller, parseInput(changePasswordSchema, Object.fromEntries(formData)));
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}
