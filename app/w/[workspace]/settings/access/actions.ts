"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { ACCESS_PAGE } from "#app/stale-pages";
import { detachKey, detachKeys } from "#lib/keys/life/detach";
import { detachKeySchema, detachKeysSchema } from "#lib/keys/life/schema";

export const detachKeyAction = action({
  caller: requireCaller,
  right: "access:manage",
  schema: detachKeySchema,
  operation: detachKey,
  revalidate: ACCESS_PAGE,
});

export const detachKeysAction = action({
  caller: requireCaller,
  right: "access:manage",
  read: readDetachKeysForm,
  schema: detachKeysSchema,
  operation: detachKeys,
  revalidate: ACCESS_PAGE,
  answer: (detached) => detached,
});

/** The form sends the ids of the keys as one field, joined by commas. */
function readDetachKeysForm(form: FormData): object {
  const keyIds = String(form.get("keyIds") ?? "").split(",");
  return { ...Object.fromEntries(form), keyIds };
}
