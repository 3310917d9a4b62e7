import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentUser, requireCaller } from "#app/caller";
import { createWorkspaceAction } from "#app/new-workspace/actions";
import { SignOutButton } from "#components/auth/sign-out-button";
import { AuthFrame } from "#components/frame/auth-frame";
import { GuardedLink } from "#components/ui/guarded-link";
import { NewWorkspaceForm } from "#components/workspace/new-workspace-form";
import { returnPath } from "#lib/auth/sign-in/return-path";
import { env } from "#lib/env";
import { listWorkspaces } from "#lib/workspaces/queries";

export const metadata: Metadata = { title: "New workspace" };

type NewWorkspacePageProps = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export default async function NewWorkspacePage({ searchParams }: NewWorkspacePageProps) {
  const returnTo = returnPath([(await searchParams).callbackUrl].flat()[0], env().PUBLIC_URL);
  const belongsToSome = (await listWorkspaces(await requireCaller())).length > 0;
  const { email } = (await currentUser()) ?? redirect("/sign-in");
  return (
    <AuthFrame
      title="New workspace"
      person={email}
      description="A workspace has its own MCP servers and members."
      footer={belongsToSome ? <BackLink /> : undefined}
    >
      <NewWorkspaceForm action={createWorkspaceAction} returnTo={returnTo} />
      {!belongsToSome && <SignOutButton returnTo="/sign-in">Sign out</SignOutButton>}
    </AuthFrame>
  );
}

function BackLink() {
  return (
    <GuardedLink href="/" className="text-foreground underline underline-offset-4">
      Back to your workspace
    </GuardedLink>
  );
}
