"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { KEY_PAGES } from "#app/stale-pages";
import { createKey } from "#lib/keys/life/create-key";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { readRotateKeyForm } from "#lib/keys/life/rotate-form";
import { revokeKeySchema, rotateKeySchema } from "#lib/keys/life/schema";
import { readCreateKeyForm, readNameInClientsForm, readUpdateKeyForm } from "#lib/keys/settings/form";
import { createKeySchema, updateKeySchema } from "#lib/keys/settings/schema";
import { updateKey } from "#lib/keys/settings/update-key";

export const createKeyAction = action({
  caller: requireCaller,
  right: "keys:create",
  read: readCreateKeyForm,
  schema: createKeySchema,
  operation: createKey,
  revalidate: KEY_PAGES,
  answer: (created) => created,
});

export const updateKeyAction = action({
  caller: requireCaller,
  right: "own",
  read: readUpdateKeyForm,
  schema: updateKeySchema,
  operation: updateKey,
  revalidate: KEY_PAGES,
});

export const nameInClientsAction = action({
  caller: requireCaller,
  right: "own",
  read: readNameInClientsForm,
  schema: updateKeySchema,
  operation: updateKey,
  revalidate: KEY_PAGES,
});

export const revokeKeyAction = action({
  caller: requireCaller,
  right: "own",
  schema: revokeKeySchema,
  operation: revokeKey,
  revalidate: KEY_PAGES,
});

export const rotateKeyAction = action({
  caller: requireCaller,
  right: "own",
  read: readRotateKeyForm,
  schema: rotateKeySchema,
  operation: rotateKey,
  revalidate: KEY_PAGES,
  answer: (created) => created,
});
