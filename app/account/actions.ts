"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { ACCOUNT_PAGE, EVERY_PAGE } from "#app/stale-pages";
import { changePasswordAndCredentials } from "#lib/api-tokens/change-password";
import { createApiToken, revokeApiToken } from "#lib/api-tokens/operations";
import { changePasswordAndCredentialsSchema, createApiTokenSchema, revokeApiTokenSchema } from "#lib/api-tokens/schema";
import { updateProfile } from "#lib/auth/accounts/own-account";
import { profileSchema } from "#lib/auth/schema";
import { endOtherSessions, endSession } from "#lib/auth/sessions/end-sessions";
import { endOtherSessionsSchema, endSessionSchema } from "#lib/auth/sessions/schema";

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
  schema: changePasswordAndCredentialsSchema,
  operation: changePasswordAndCredentials,
  revalidate: ACCOUNT_PAGE,
});

export const endSessionAction = action({
  caller: requireCaller,
  right: "own",
  schema: endSessionSchema,
  operation: endSession,
  revalidate: ACCOUNT_PAGE,
});

export const endOtherSessionsAction = action({
  caller: requireCaller,
  right: "own",
  schema: endOtherSessionsSchema,
  operation: endOtherSessions,
  revalidate: ACCOUNT_PAGE,
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
