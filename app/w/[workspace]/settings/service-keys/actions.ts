"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import type { CreatedKey } from "#lib/keys/dto";
import { readCreateKeyForm, readUpdateKeyForm } from "#lib/keys/key-form";
import { rotateServiceKey } from "#lib/keys/rotate";
import { readRotateKeyForm } from "#lib/keys/rotate-key-form";
import {
  createServiceKeySchema,
  revokeServiceKeySchema,
  rotateServiceKeySchema,
  updateServiceKeySchema,
} from "#lib/keys/schema";
import { createServiceKey, revokeServiceKey } from "#lib/keys/service-keys";
import { updateServiceKey } from "#lib/keys/update";

const PAGE = "/w/[workspace]/settings/service-keys";

export async function createServiceKeyAction(
  workspace: string,
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  try {
    const input = parseInput(createServiceKeySchema, { ...readCreateKeyForm(formData), workspace });
    const created = await createServiceKey(caller, input);
    revalidatePath(PAGE, "page");
    return { status: "done", data: created };
  } catch (error) {
    return formError(error);
  }
}

export async function rotateServiceKeyAction(
  workspace: string,
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  try {
    const input = parseInput(rotateServiceKeySchema, { ...readRotateKeyForm(formData), workspace });
    const created = await rotateServiceKey(caller, input);
    revalidatePath(PAGE, "page");
    return { status: "done", data: created };
  } catch (error) {
    return formError(error);
  }
}

export async function updateServiceKeyAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await updateServiceKey(caller, parseInput(updateServiceKeySchema, { ...readUpdateKeyForm(formData), workspace }));
    revalidatePath(PAGE, "page");
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}

export async function revokeServiceKeyAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await revokeServiceKey(caller, parseInput(revokeServiceKeySchema, { ...Object.fromEntries(formData), workspace }));
    revalidatePath(PAGE, "page");
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}
