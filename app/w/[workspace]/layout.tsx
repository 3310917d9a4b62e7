import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ownWorkspace, workspaceFrame } from "#app/frame-data";
import { AppFrame } from "#components/frame/app-frame";
import { RememberWorkspace } from "#components/frame/navigation/remember-workspace";

type WorkspaceLayoutProps = { params: Promise<{ workspace: string }>; children: ReactNode };

export async function generateMetadata({ params }: WorkspaceLayoutProps): Promise<Metadata> {
  const workspace = await ownWorkspace((await params).workspace);
  // With `notFound()` here, the page "Not found" would have no title.
  if (!workspace) return { title: "Not found" };
  return { title: { default: `Overview · ${workspace.name}`, template: `%s · ${workspace.name} · Latchkey` } };
}

export default async function WorkspaceLayout({ params, children }: WorkspaceLayoutProps) {
  const frame = await workspaceFrame((await params).workspace);
  return (
    <AppFrame {...frame}>
      <RememberWorkspace slug={frame.workspace.slug} />
      {children}
    </AppFrame>
  );
}
