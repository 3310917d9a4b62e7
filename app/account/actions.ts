"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { ACCOUNT_PAGE, EVERY_PAGE } from "#app/stale-pages";
import { createApiToken, revokeApiToken } from "#lib/api-tokens/operations";
import { createApiTokenSchema, revokeApiTokenSchema } from "#lib/api-tokens/schema";
import { changePassword, updateProfile } from "#lib/auth/accounts/own-account";
import { changePasswordSchema, profileSchema } from "#lib/auth/schema";

export const updateProfileAction = action({
  caller: requireCaller,
  right: "own",
  schema: profileSchema,
  operation: updateProfile,
  revalidate: EVERY_PAGE,
});

export const changePasswordAction = action({
  caller: requireCaller,
  right: "own",
  schema: changePasswordSchema,
  operation: changePassword,
});

export const createApiTokenAction = action({
  caller: requireCaller,
  right: "own",
  read: readApiTokenForm,
  schema: createApiTokenSchema,
  operation: createApiToken,
  revalidate: ACCOUNT_PAGE,
  answer: (created) => created,
});

export const revokeApiTokenAction = action({
  caller: requireCaller,
  right: "own",
  schema: revokeApiTokenSchema,
  operation: revokeApiToken,
  revalidate: ACCOUNT_PAGE,
});

function readApiTokenForm(form: FormData): object {
  return {
    name: form.get("name"),
    scopes: form.getAll("scopes"),
    expiresInDays: Number(form.get("expiresInDays")),
    password: form.get("password") ?? undefined,
  };
}
