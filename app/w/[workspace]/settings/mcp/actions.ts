"use server";

import { requireCaller } from "#app/caller";
import { settleKeys } from "#app/settle-keys";
import { type FormState, parseInput } from "#lib/form";
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
