"use server";

import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { KEY_PAGES } from "#app/stale-pages";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { revokeServiceKey } from "#lib/keys/life/revoke-service-key";
import { rotateServiceKey } from "#lib/keys/life/rotate";
import { readRotateKeyForm } from "#lib/keys/life/rotate-form";
import { revokeServiceKeySchema, rotateServiceKeySchema } from "#lib/keys/life/schema";
import { readCreateKeyForm, readNameInClientsForm, readUpdateKeyForm } from "#lib/keys/settings/form";
import { createServiceKeySchema, updateServiceKeySchema } from "#lib/keys/settings/schema";
import { updateServiceKey } from "#lib/keys/settings/update-key";

export const createServiceKeyAction = action({
  caller: requireCaller,
  right: "service_keys:manage",
  bound: ["workspace"],
  read: readCreateKeyForm,
  schema: createServiceKeySchema,
  operation: createServiceKey,
  revalidate: KEY_PAGES,
  answer: (created) => created,
});

export const rotateServiceKeyAction = action({
  caller: requireCaller,
  right: "service_keys:manage",
  bound: ["workspace"],
  read: readRotateKeyForm,
  schema: rotateServiceKeySchema,
  operation: rotateServiceKey,
  revalidate: KEY_PAGES,
  answer: (created) => created,
});

export const updateServiceKeyAction = action({
  caller: requireCaller,
  right: "service_keys:manage",
  bound: ["workspace"],
  read: readUpdateKeyForm,
  schema: updateServiceKeySchema,
  operation: updateServiceKey,
  revalidate: KEY_PAGES,
});

export const nameServiceKeyInClientsAction = action({
  caller: requireCaller,
  right: "service_keys:manage",
  bound: ["workspace"],
  read: readNameInClientsForm,
  schema: updateServiceKeySchema,
  operation: updateServiceKey,
  revalidate: KEY_PAGES,
});

export const revokeServiceKeyAction = action({
  caller: requireCaller,
  right: "service_keys:manage",
  bound: ["workspace"],
  schema: revokeServiceKeySchema,
  operation: revokeServiceKey,
  revalidate: KEY_PAGES,
});
