import { redirect } from "next/navigation";
import { currentCaller } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { hasAnyUser } from "#lib/auth/queries";
import { listWorkspaces } from "#lib/workspaces/queries";

/** Sends everybody where they belong. */
export default async function Home() {
  const caller = await currentCaller();
  if (!caller) redirect((await hasAnyUser()) ? "/sign-in" : "/setup");
  const workspace = await lastWorkspace(await listWorkspaces(caller));
  redirect(workspace ? `/w/${workspace.slug}` : "/new-workspace");
}
