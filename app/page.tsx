import { redirect } from "next/navigation";
import { currentUser, requireCaller } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { hasAnyUser } from "#lib/auth/accounts/queries";
import { listOwnInvitations } from "#lib/members/own-invitations";

/** Redirects to setup, to sign-in, to open invitations, or to the workspace that was open last. */
export default async function Home() {
  if (!(await currentUser())) redirect((await hasAnyUser()) ? "/sign-in" : "/setup");
  if ((await listOwnInvitations(await requireCaller())).length > 0) redirect("/invitations");
  const workspace = await lastWorkspace();
  redirect(workspace ? `/w/${workspace.slug}` : "/new-workspace");
}
