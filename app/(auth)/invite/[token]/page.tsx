import type { Metadata } from "next";
import { acceptAction, acceptAsNewAction } from "#app/(auth)/invite/[token]/actions";
import { currentUser } from "#app/caller";
import { AcceptForm } from "#components/auth/accept-form";
import { Invited } from "#components/auth/invited";
import { NewAccountForm } from "#components/auth/new-account-form";
import { ProviderButtons } from "#components/auth/provider-buttons";
import { SignOutButton } from "#components/auth/sign-out-button";
import { AuthFrame } from "#components/frame/auth-frame";
import { ButtonLink } from "#components/ui/button";
import { signInProviders } from "#lib/auth/providers/providers";
import { PASSWORD_MIN } from "#lib/auth/schema";
import type { CurrentUser } from "#lib/auth/sessions/queries";
import { isAppError } from "#lib/errors";
import { previewInvitation } from "#lib/members/accept-invitation";
import type { InvitationPreview } from "#lib/members/dto";
import { databaseClock } from "#lib/time/database-clock";

// The link contains a secret, so the Referer header must not carry it to other sites.
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await preview(token);
  const user = await currentUser();
  const person = user?.email ?? null;
  if ("refusal" in invitation) {
    return (
      <AuthFrame title="This invitation cannot be accepted" person={person} description={invitation.refusal}>
        <ButtonLink href="/" variant="primary">
          Go to Latchkey
        </ButtonLink>
      </AuthFrame>
    );
  }
  const { workspaceName, email, role, invitedByName } = invitation;
  const description = (
    <span>
      <Invited by={invitedByName} role={role} />
      <span> The invitation is for </span>
      <span className="break-all text-foreground">{email}</span>
      <span>.</span>
    </span>
  );
  return (
    <AuthFrame title={`Join ${workspaceName}`} person={person} description={description}>
      <AcceptInvitation token={token} invitation={invitation} user={user} />
    </AuthFrame>
  );
}

type AcceptInvitationProps = { token: string; invitation: InvitationPreview; user: CurrentUser | null };

/** Offers the visitor what they need to accept: a button to join, a way to sign in, or a form for a new account. */
function AcceptInvitation({ token, invitation, user }: AcceptInvitationProps) {
  const { email, workspaceName, accountExists } = invitation;
  const path = `/invite/${token}`;
  if (user?.email === email || user?.confirmedEmail === email) {
    return <AcceptForm action={acceptAction.bind(null, token)} workspaceName={workspaceName} />;
  }
  if (user !== null) {
    return (
      <div className="grid gap-4">
        <p>
          <span>You are signed in as </span>
          <span className="break-all font-medium">{user.email}</span>
          <span>
            {
              ", and this invitation is for another email. If both are yours, ask for an invitation to the email of your account, or sign out and join with an account for the other one."
            }
          </span>
        </p>
        <SignOutButton returnTo={path}>Sign out and continue</SignOutButton>
      </div>
    );
  }
  if (accountExists) {
    return (
      <ButtonLink href={`/sign-in?callbackUrl=${encodeURIComponent(path)}`} variant="primary">
        Sign in to accept
      </ButtonLink>
    );
  }
  const action = acceptAsNewAction.bind(null, token);
  return (
    <div className="grid gap-4">
      <ProviderButtons providers={signInProviders()} returnTo={path} />
      <NewAccountForm
        action={action}
        submitLabel="Create account and join"
        passwordMin={PASSWORD_MIN}
        fixedEmail={email}
      />
    </div>
  );
}

async function preview(token: string): Promise<InvitationPreview | { refusal: string }> {
  try {
    return await previewInvitation(token, databaseClock.now());
  } catch (error) {
    if (isAppError(error) && error.code === "NOT_FOUND") return { refusal: error.message };
    throw error;
  }
}
