"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { EVERY_PAGE } from "#app/stale-pages";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import { renameWorkspace } from "#lib/workspaces/rename-workspace";
import { deleteWorkspaceSchema, renameWorkspaceSchema } from "#lib/workspaces/schema";

export const renameWorkspaceAction = action({
  caller: requireCaller,
  right: "workspace:rename",
  bound: ["workspace"],
  schema: renameWorkspaceSchema,
  operation: renameWorkspace,
  revalidate: EVERY_PAGE,
});

export const deleteWorkspaceAction = action({
  caller: requireCaller,
  right: "workspace:delete",
  bound: ["workspace"],
  schema: deleteWorkspaceSchema,
  operation: deleteWorkspace,
  revalidate: EVERY_PAGE,
  answer: () => redirect("/"),
});
