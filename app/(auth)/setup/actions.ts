"use server";

import { action } from "#app/action";
import { newcomer } from "#app/caller";
import { setupSchema } from "#lib/workspaces/schema";
import { setUp } from "#lib/workspaces/set-up";

export const setUpAction = action({
  caller: newcomer,
  right: "none",
  schema: setupSchema,
  operation: setUp,
  answer: ({ slug }) => ({ path: `/w/${slug}` }),
});
