import { redirect } from "next/navigation";
import { requireCaller } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { workspacePath } from "#components/frame/navigation/navigation";

/**
 * Leads to the keys of the workspace that was open last. The gateway names this address to clients whose key does not
 * work: it must not tell a stranger the name of a workspace.
 */
export default async function OwnKeys() {
  await requireCaller();
  const workspace = await lastWorkspace();
  redirect(workspace ? workspacePath(workspace.slug, "/settings/mcp") : "/new-workspace");
}
