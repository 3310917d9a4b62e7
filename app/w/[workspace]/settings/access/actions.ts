"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { detachKey } from "#lib/keys/detach";
import { detachKeySchema } from "#lib/keys/schema";

export async function revokeAccessAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await detachKey(caller, parseInput(detachKeySchema, Object.fromEntries(formData)));
    revalidatePath("/w/[workspace]/settings/access", "page");
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}
