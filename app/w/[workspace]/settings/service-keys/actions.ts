"use server";

import { requireCaller } from "#app/caller";
import { settleKeys } from "#app/settle-keys";
import { type FormState, parseInput } from "#lib/form";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { revokeServiceKey } from "#lib/keys/life/revoke-service-key";
import { rotateServiceKey } from "#lib/keys/life/rotate";
import { readRotateKeyForm } from "#lib/keys/life/rotate-form";
import { revokeServiceKeySchema, rotateServiceKeySchema } from "#lib/keys/life/schema";
import { readCreateKeyForm, readUpdateKeyForm } from "#lib/keys/settings/form";
import { createServiceKeySchema, updateServiceKeySchema } from "#lib/keys/settings/schema";
import { updateServiceKey } from "#lib/keys/settings/update-key";
import type { CreatedKey } from "#lib/keys/view/dto";

// Every action is bound to the workspace by the page.

export async function createServiceKeyAction(
  workspace: string,
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  return settleKeys(() => {
    const input = parseInput(createServiceKeySchema, { ...readCreateKeyForm(formData), workspace });
    return createServiceKey(caller, input);
  });
}

export async function rotateServiceKeyAction(
  workspace: string,
  _previous: FormState<CreatedKey>,
  formData: FormData,
): Promise<FormState<CreatedKey>> {
  const caller = await requireCaller();
  return settleKeys(() => {
    const input = parseInput(rotateServiceKeySchema, { ...readRotateKeyForm(formData), workspace });
    return rotateServiceKey(caller, input);
  });
}

export async function updateServiceKeyAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settleKeys(async () => {
    await updateServiceKey(caller, parseInput(updateServiceKeySchema, { ...readUpdateKeyForm(formData), workspace }));
    return null;
  });
}

export async function revokeServiceKeyAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settleKeys(async () => {
    await revokeServiceKey(caller, parseInput(revokeServiceKeySchema, { ...Object.fromEntries(formData), workspace }));
    return null;
  });
}
