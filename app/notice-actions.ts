"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { markNoticesRead } from "#lib/notices/operations";
import { markNoticesReadSchema } from "#lib/notices/schema";

export async function markNoticesReadAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await markNoticesRead(caller, parseInput(markNoticesReadSchema, { noticeIds: formData.getAll("noticeId") }));
  } catch (error) {
    return formError(error);
  }
  revalidatePath("/", "layout");
  return { status: "done", data: null };
}
