import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { acceptOwnAction } from "#app/(auth)/invitations/actions";
import { currentUser, requireCaller } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { OwnInvitations } from "#components/auth/own-invitations";
import { AuthFrame } from "#components/frame/auth-frame";
import { ButtonLink } from "#components/ui/button";
import { GuardedLink } from "#components/ui/guarded-link";
import { listOwnInvitations } from "#lib/members/own-invitations";

export const metadata: Metadata = { title: "Invitations" };

/** Tells somebody whose provider confirmed their email which workspaces have invited it, and lets them join. */
export default async function InvitationsPage() {
  const invitations = await listOwnInvitations(await requireCaller());
  const { email } = (await currentUser()) ?? redirect("/sign-in");
  const workspace = await lastWorkspace();
  const elsewhere = workspace ? `/w/${workspace.slug}` : "/new-workspace";
  const [first] = invitations;
  if (!first) {
    return (
      <AuthFrame
        title="No open invitation"
        person={email}
        description="The invitation was accepted or revoked, or it has expired. If somebody gave you a link, open that link."
      >
        <ButtonLink href={elsewhere} variant="primary">
          {workspace ? "Go to your workspace" : "Create a workspace"}
        </ButtonLink>
      </AuthFrame>
    );
  }
  const description = (
    <span>
      <span>Your provider confirmed that </span>
      <span className="break-all text-foreground">{first.email}</span>
      <span> is yours, so you need no link to join.</span>
    </span>
  );
  return (
    <AuthFrame
      title={invitations.length === 1 ? "You are invited to a workspace" : "You are invited to several workspaces"}
      person={email}
      description={description}
      footer={<NotNow href={elsewhere} belongsToSome={workspace !== null} />}
    >
      <OwnInvitations
        invitations={invitations.map((invitation) => ({
          ...invitation,
          action: acceptOwnAction.bind(null, invitation.id),
        }))}
      />
    </AuthFrame>
  );
}

function NotNow({ href, belongsToSome }: { href: string; belongsToSome: boolean }) {
  return (
    <GuardedLink href={href} className="text-foreground underline underline-offset-4">
      {belongsToSome ? "Not now: go to your workspace" : "Not now: create a workspace of your own"}
    </GuardedLink>
  );
}
