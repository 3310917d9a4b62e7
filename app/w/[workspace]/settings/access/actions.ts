"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { detachKey, detachKeys } from "#lib/keys/life/detach";
import { detachKeySchema, detachKeysSchema } from "#lib/keys/life/schema";
import type { DetachedKey } from "#lib/keys/view/dto";

const PAGE = "/w/[workspace]/settings/access";

export async function revokeAccessAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await detachKey(caller, parseInput(detachKeySchema, Object.fromEntries(formData)));
    revalidatePath(PAGE, "page");
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}

/** Several keys at once, their ids joined by commas. */
export async function revokeManyAction(
  _previous: FormState<DetachedKey[]>,
  formData: FormData,
): Promise<FormState<DetachedKey[]>> {
  const caller = await requireCaller();
  try {
    const keyIds = String(formData.get("keyIds") ?? "").split(",");
    const input = parseInput(detachKeysSchema, { ...Object.fromEntries(formData), keyIds });
    const data = await detachKeys(caller, input);
    revalidatePath(PAGE, "page");
    return { status: "done", data };
  } catch (error) {
    return formError(error);
  }
}
