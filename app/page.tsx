import { redirect } from "next/navigation";
import { currentUser } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { hasAnyUser } from "#lib/auth/accounts/queries";

/** Redirects to setup, to sign-in, or to the workspace that was open last. */
export default async function Home() {
  if (!(await currentUser())) redirect((await hasAnyUser()) ? "/sign-in" : "/setup");
  const workspace = await lastWorkspace();
  redirect(workspace ? `/w/${workspace.slug}` : "/new-workspace");
}
