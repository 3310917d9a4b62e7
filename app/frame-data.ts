import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { currentUser, requireCaller } from "#app/caller";
import { markNoticesReadAction } from "#app/notice-actions";
import { compareNames } from "#lib/format/names";
import { listOwnInvitations } from "#lib/members/own-invitations";
import type { NoticeView } from "#lib/notices/dto";
import { listNotices } from "#lib/notices/queries";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { listWorkspaces } from "#lib/workspaces/queries";

/** The browser sets this cookie; see `components/frame/navigation/remember-workspace`. */
const LAST_WORKSPACE_COOKIE = "latchkey-workspace";

type Frame = {
  user: { name: string; email: string };
  workspaces: WorkspaceView[];
  /** How many workspaces have invited the person, as far as their provider confirmed the invited email. */
  invitations: number;
  notices: NoticeView[];
  markNoticesRead: typeof markNoticesReadAction;
};

/** The layout and the title of the tab both need the workspaces; `cache` reads them once in a request. */
const ownWorkspaces = cache(async () => (await listWorkspaces(await requireCaller())).toSorted(compareNames));

/** Returns what the frame around the pages of a workspace shows. Shows "Not found" to people who are no members. */
export async function workspaceFrame(slug: string): Promise<Frame & { workspace: WorkspaceView }> {
  const workspace = (await ownWorkspace(slug)) ?? notFound();
  return { ...(await frame()), workspace };
}

/** Returns the workspace with this slug, or null if the caller is no member of it. */
export async function ownWorkspace(slug: string): Promise<WorkspaceView | null> {
  const workspaces = await ownWorkspaces();
  return workspaces.find((workspace) => workspace.slug === slug) ?? null;
}

/** Returns what the frame shows around pages that belong to no workspace. It shows the workspace that was open last. */
export async function accountFrame(): Promise<Frame & { workspace: WorkspaceView | null }> {
  return { ...(await frame()), workspace: await lastWorkspace() };
}

/** Returns the workspace that the caller opened last, or else their first one; null if they belong to none. */
export async function lastWorkspace(): Promise<WorkspaceView | null> {
  const slug = (await cookies()).get(LAST_WORKSPACE_COOKIE)?.value;
  const workspaces = await ownWorkspaces();
  return workspaces.find((workspace) => workspace.slug === slug) ?? workspaces[0] ?? null;
}

async function frame(): Promise<Frame> {
  const caller = await requireCaller();
  const [workspaces, notices, { length: invitations }] = await Promise.all([
    ownWorkspaces(),
    listNotices(caller),
    listOwnInvitations(caller),
  ]);
  const { name, email } = (await currentUser()) ?? redirect("/sign-in");
  return { user: { name, email }, workspaces, invitations, notices, markNoticesRead: markNoticesReadAction };
}
