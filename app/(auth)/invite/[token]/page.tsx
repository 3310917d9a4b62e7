import type { Metadata } from "next";
import { acceptAction, acceptAsNewAction } from "#app/(auth)/invite/[token]/actions";
import { currentUser } from "#app/caller";
import { AcceptForm } from "#components/auth/accept-form";
import { NewAccountForm } from "#components/auth/new-account-form";
import { SignOutButton } from "#components/auth/sign-out-button";
import { AuthFrame } from "#components/frame/auth-frame";
import { ButtonLink } from "#components/ui/button";
import { ROLE_LABELS } from "#lib/auth/permissions";
import { PASSWORD_MIN } from "#lib/auth/schema";
import { isAppError } from "#lib/errors";
import { previewInvitation } from "#lib/members/accept-invitation";
import type { InvitationPreview } from "#lib/members/dto";
import { databaseClock } from "#lib/time/database-clock";

// The link contains a secret, so the Referer header must not carry it to other sites.
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await preview(token);
  const person = (await currentUser())?.email ?? null;
  if ("refusal" in invitation) {
    return (
      <AuthFrame title="This invitation cannot be accepted" person={person} description={invitation.refusal}>
        <ButtonLink href="/" variant="primary">
          Go to Latchkey
        </ButtonLink>
      </AuthFrame>
    );
  }
  const { workspaceName, email, role } = invitation;
  const description = (
    <span>
      You join as {ROLE_LABELS[role].toLowerCase()} with <span className="break-all text-foreground">{email}</span>.
    </span>
  );
  return (
    <AuthFrame title={`Join ${workspaceName}`} person={person} description={description}>
      <AcceptInvitation token={token} invitation={invitation} person={person} />
    </AuthFrame>
  );
}

type AcceptInvitationProps = { token: string; invitation: InvitationPreview; person: string | null };

/** Offers the visitor what they need to accept: a button to join, a way to sign in, or a form for a new account. */
function AcceptInvitation({ token, invitation, person }: AcceptInvitationProps) {
  const { email, workspaceName, accountExists } = invitation;
  if (person === email) {
    return <AcceptForm action={acceptAction.bind(null, token)} workspaceName={workspaceName} />;
  }
  if (person !== null) {
    return (
      <div className="grid gap-4">
        <p>
          You are signed in as <span className="break-all font-medium">{person}</span>. This invitation is for another
          person.
        </p>
        <SignOutButton returnTo={`/invite/${token}`}>Sign out and continue</SignOutButton>
      </div>
    );
  }
  if (accountExists) {
    return (
      <ButtonLink href={`/sign-in?callbackUrl=${encodeURIComponent(`/invite/${token}`)}`} variant="primary">
        Sign in to accept
      </ButtonLink>
    );
  }
  const action = acceptAsNewAction.bind(null, token);
  return (
    <NewAccountForm
      action={action}
      submitLabel="Create account and join"
      passwordMin={PASSWORD_MIN}
      fixedEmail={email}
    />
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
