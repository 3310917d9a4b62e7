"use server";

import { requireCaller } from "#app/caller";
import { settleKeys } from "#app/settle-keys";
import { type FormState, parseInput } from "#lib/form";
import { createKey } from "#lib/keys/life/create-key";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { readRotateKeyForm } from "#lib/keys/life/rotate-form";
import { revokeKeySchema, rotateKeySchema } from "#lib/keys/life/schema";
import { readCreateKeyForm, readUpdateKeyForm } from "#lib/keys/settings/form";
import { createKeySchema, updateKeySchema } from "#lib/keys/settings/schema";
import { updateKey } from "#lib/keys/settings/update-key";
import type { CreatedKey } from "#lib/keys/view/dto";

export async function createKeyAction(
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  return settleKeys(() => createKey(caller, parseInput(createKeySchema, readCreateKeyForm(formData))));
}

export async function updateKeyAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  return settleKeys(async () => {
    await updateKey(caller, parseInput(updateKeySchema, readUpdateKeyForm(formData)));
    return null;
  });
}

export async function revokeKeyAction(_previous: FormState, formData: FormData): Promise<FormState> {
  const caller = await requireCaller();
  return settleKeys(async () => {
    await revokeKey(caller, parseInput(revokeKeySchema, Object.fromEntries(formData)));
    return null;
  });
}

export async function rotateKeyAction(
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  return settleKeys(() => rotateKey(caller, parseInput(rotateKeySchema, readRotateKeyForm(formData))));
}
