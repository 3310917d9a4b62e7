import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { currentUser, requireCaller } from "#app/caller";
import type { Caller } from "#lib/auth/principal";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { listWorkspaces } from "#lib/workspaces/queries";

/** Set by `components/frame/remember-workspace`. */
const LAST_WORKSPACE_COOKIE = "latchkey-workspace";

type Frame = { user: { name: string; email: string }; workspaces: WorkspaceView[] };

/** What the frame around the pages of a workspace shows; the page for what does not exist to whoever is no member. */
export async function workspaceFrame(slug: string): Promise<Frame & { workspace: WorkspaceView }> {
  const { user, workspaces } = await frameOf(await requireCaller());
  const workspace = workspaces.find((candidate) => candidate.slug === slug) ?? notFound();
  return { user, workspaces, workspace };
}

/** What the frame shows around pages that belong to no workspace: the one that was open last. */
export async function accountFrame(): Promise<Frame & { workspace: WorkspaceView | null }> {
  const { user, workspaces } = await frameOf(await requireCaller());
  return { user, workspaces, workspace: await lastWorkspace(workspaces) };
}

/** The workspace to land in: the last one, else the first; null for somebody who belongs to none. */
export async function lastWorkspace(workspaces: WorkspaceView[]): Promise<WorkspaceView | null> {
  const slug = (await cookies()).get(LAST_WORKSPACE_COOKIE)?.value;
  return workspaces.find((workspace) => workspace.slug === slug) ?? workspaces[0] ?? null;
}

async function frameOf(caller: Caller): Promise<Frame> {
  const user = (await currentUser()) ?? redirect("/sign-in");
  return { user: { name: user.name, email: user.email }, workspaces: await listWorkspaces(caller) };
}
