import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { currentUser, requireCaller } from "#app/caller";
import { markNoticesReadAction } from "#app/notice-actions";
import { compareNames } from "#lib/format/names";
import type { NoticeView } from "#lib/notices/dto";
import { listNotices } from "#lib/notices/queries";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { listWorkspaces } from "#lib/workspaces/queries";

/** Set by `components/frame/remember-workspace`. */
const LAST_WORKSPACE_COOKIE = "latchkey-workspace";

type Frame = {
  user: { name: string; email: string };
  workspaces: WorkspaceView[];
  notices: NoticeView[];
  markNoticesRead: typeof markNoticesReadAction;
};

/** Asked for by the layout and by the title of the tab; read once in a request. */
const ownWorkspaces = cache(async () => (await listWorkspaces(await requireCaller())).toSorted(compareNames));

/** What the frame around the pages of a workspace shows; the page for what does not exist to whoever is no member. */
export async function workspaceFrame(slug: string): Promise<Frame & { workspace: WorkspaceView }> {
  const workspace = (await ownWorkspace(slug)) ?? notFound();
  return { ...(await frame()), workspace };
}

/** The caller's workspace with this slug; null to whoever is no member. */
export async function ownWorkspace(slug: string): Promise<WorkspaceView | null> {
  const workspaces = await ownWorkspaces();
  return workspaces.find((workspace) => workspace.slug === slug) ?? null;
}

/** What the frame shows around pages that belong to no workspace: the one that was open last. */
export async function accountFrame(): Promise<Frame & { workspace: WorkspaceView | null }> {
  return { ...(await frame()), workspace: await lastWorkspace() };
}

/** The caller's workspace to land in: the last one, else the first; null for somebody who belongs to none. */
export async function lastWorkspace(): Promise<WorkspaceView | null> {
  const slug = (await cookies()).get(LAST_WORKSPACE_COOKIE)?.value;
  const workspaces = await ownWorkspaces();
  return workspaces.find((workspace) => workspace.slug === slug) ?? workspaces[0] ?? null;
}

async function frame(): Promise<Frame> {
  const [workspaces, notices] = await Promise.all([ownWorkspaces(), requireCaller().then(listNotices)]);
  const { name, email } = (await currentUser()) ?? redirect("/sign-in");
  return { user: { name, email }, workspaces, notices, markNoticesRead: markNoticesReadAction };
}
