import type { ReactNode } from "react";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

type AccessLayoutProps = { params: Promise<{ workspace: string }>; children: ReactNode };

/** Refuses before the skeleton is sent: once it is, the status can no longer be 404. */
export default async function AccessLayout({ params, children }: AccessLayoutProps) {
  await orNotFound(authorizeWorkspace(await requireCaller(), (await params).workspace, "access:manage"));
  return children;
}
