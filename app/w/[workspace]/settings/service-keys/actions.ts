"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import type { CreatedKey } from "#lib/keys/dto";
import { readCreateKeyForm } from "#lib/keys/key-form";
import { rotateServiceKey } from "#lib/keys/rotate";
import { readRotateKeyForm } from "#lib/keys/rotate-key-form";
import {
  createServiceKeySchema,
  renameServiceKeySchema,
  revokeServiceKeySchema,
  rotateServiceKeySchema,
} from "#lib/keys/schema";
import { createServiceKey, renameServiceKey, revokeServiceKey } from "#lib/keys/service-keys";

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

export async function renameServiceKeyAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await renameServiceKey(caller, parseInput(renameServiceKeySchema, { ...Object.fromEntries(formData), workspace }));
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
