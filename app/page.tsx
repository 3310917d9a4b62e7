import { redirect } from "next/navigation";
import { currentUser } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { hasAnyUser } from "#lib/auth/queries";

/** Sends everybody where they belong. */
export default async function Home() {
  if (!(await currentUser())) redirect((await hasAnyUser()) ? "/sign-in" : "/setup");
  const workspace = await lastWorkspace();
  redirect(workspace ? `/w/${workspace.slug}` : "/new-workspace");
}
