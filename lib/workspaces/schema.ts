import { z } from "zod";
import { newAccountSchema } from "#lib/auth/schema";
import { nameSchema } from "#lib/text/name-schema";

const WORKSPACE_NAME_MAX = 60;

const workspaceNameSchema = nameSchema({ max: WORKSPACE_NAME_MAX, missing: "Enter a name for the workspace." });

export const createWorkspaceSchema = z.object({ name: workspaceNameSchema });
/** The form may name the page that it leads on to, which is checked when it is opened. */
export const createWorkspaceFormSchema = createWorkspaceSchema.extend({ callbackUrl: z.string().optional() });
export const renameWorkspaceSchema = z.object({ workspace: z.string(), name: workspaceNameSchema });
/** `confirmation` is the name of the workspace, typed by the owner. */
export const deleteWorkspaceSchema = z.object({ workspace: z.string(), confirmation: z.string().trim() });

export const setupSchema = newAccountSchema.extend({ workspaceName: workspaceNameSchema });
export type SetupInput = z.output<typeof setupSchema>;
