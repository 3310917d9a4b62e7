import { z } from "zod";
import { newAccountSchema } from "#lib/auth/schema";

const WORKSPACE_NAME_MAX = 60;

const workspaceNameSchema = z
  .string()
  .trim()
  .min(1, { error: "Enter a name for the workspace." })
  .max(WORKSPACE_NAME_MAX, { error: `Use at most ${WORKSPACE_NAME_MAX} characters.` });

export const createWorkspaceSchema = z.object({ name: workspaceNameSchema });
export const renameWorkspaceSchema = z.object({ workspace: z.string(), name: workspaceNameSchema });
/** `confirmation` is the name of the workspace, typed by the owner. */
export const deleteWorkspaceSchema = z.object({ workspace: z.string(), confirmation: z.string().trim() });

export const setupSchema = newAccountSchema.extend({ workspaceName: workspaceNameSchema });
export type SetupInput = z.output<typeof setupSchema>;
