"use server";

import { action } from "#app/action";
import { newcomer } from "#app/caller";
import { setUp } from "#lib/workspaces/operations";
import { setupSchema } from "#lib/workspaces/schema";

export const setUpAction = action({
  caller: newcomer,
  schema: setupSchema,
  operation: setUp,
  answer: ({ slug }) => ({ path: `/w/${slug}` }),
});
