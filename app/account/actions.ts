"use server";

import { revalidatePath } from "next/cache";
import { requireCaller } from "#app/caller";
import type { CreatedApiToken } from "#lib/api-tokens/dto";
import { createApiToken, revokeApiToken } from "#lib/api-tokens/operations";
import { createApiTokenSchema, revokeApiTokenSchema } from "#lib/api-tokens/schema";
import { changePassword, updateProfile } from "#lib/auth/own-account";
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

export async function createApiTokenAction(
  _previous: FormState<CreatedApiToken>,
  formData: FormData,
): Promise<FormState<CreatedApiToken>> {
  const caller = await requireCaller();
  try {
    const input = {
      name: formData.get("name"),
      scopes: formData.getAll("scopes"),
      expiresInDays: Number(formData.get("expiresInDays")),
      password: formData.get("password") ?? undefined,
    };
    const created = await createApiToken(caller, parseInput(createApiTokenSchema, input));
    revalidatePath("/account");
    return { status: "done", data: created };
  } catch (error) {
    return formError(error);
  }
}

export async function revokeApiTokenAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  try {
    await revokeApiToken(caller, parseInput(revokeApiTokenSchema, Object.fromEntries(formData)));
    revalidatePath("/account");
    return { status: "done", data: null };
  } catch (error) {
    return formError(error);
  }
}
