"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { EVERY_PAGE } from "#app/stale-pages";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { createWorkspaceSchema } from "#lib/workspaces/schema";

export const createWorkspaceAction = action({
  caller: requireCaller,
  right: "own",
  schema: createWorkspaceSchema,
  operation: createWorkspace,
  revalidate: EVERY_PAGE,
  answer: ({ slug }) => redirect(`/w/${slug}`),
});
