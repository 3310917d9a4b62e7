"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import type { CreatedKey } from "#lib/keys/dto";
import { readCreateKeyForm, readUpdateKeyForm } from "#lib/keys/key-form";
import { createKey } from "#lib/keys/operations";
import { revokeKey } from "#lib/keys/revoke";
import { rotateKey } from "#lib/keys/rotate";
import { readRotateKeyForm } from "#lib/keys/rotate-key-form";
import { createKeySchema, revokeKeySchema, rotateKeySchema, updateKeySchema } from "#lib/keys/schema";
import { updateKey } from "#lib/keys/update";

export async function createKeyAction(
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  try {
    const input = parseInput(createKeySchema, readCreateKeyForm(formData));
    const created = await createKey(caller, input);
    revalidatePath("/w/[workspace]/settings/mcp", "page");
    return { status: "done", data: created };
  } catch (error) {
    return formError(error);
  }
}

export async function updateKeyAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await updateKey(caller, parseInput(updateKeySchema, readUpdateKeyForm(formData)));
    // The list, and the page of the key.
    revalidatePath("/w/[workspace]/settings/mcp", "layout");
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}

export async function revokeKeyAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await revokeKey(caller, parseInput(revokeKeySchema, Object.fromEntries(formData)));
    revalidatePath("/w/[workspace]/settings/mcp", "page");
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}

export async function rotateKeyAction(
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  try {
    const created = await rotateKey(caller, parseInput(rotateKeySchema, readRotateKeyForm(formData)));
    revalidatePath("/w/[workspace]/settings/mcp", "page");
    return { status: "done", data: created };
  } catch (error) {
    return formError(error);
  }
}
