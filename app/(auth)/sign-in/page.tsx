import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentUser } from "#app/caller";
import { GoOnWhenSignedIn } from "#components/auth/go-on-when-signed-in";
import { KeptNote } from "#components/auth/kept-note";
import { ProviderButtons } from "#components/auth/provider-buttons";
import { SignInForm } from "#components/auth/sign-in-form";
import { AuthFrame } from "#components/frame/auth-frame";
import { GuardedLink } from "#components/ui/guarded-link";
import { Notice } from "#components/ui/notice";
import { hasAnyUser } from "#lib/auth/accounts/queries";
import { signInProviders } from "#lib/auth/providers/providers";
import { signInRefusalMessage } from "#lib/auth/providers/refusal";
import { returnPath, withReturn } from "#lib/auth/sign-in/return-path";
import { env } from "#lib/env";

export const metadata: Metadata = { title: "Sign in" };

type SignInPageProps = { searchParams: Promise<{ callbackUrl?: string | string[]; error?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error } = await searchParams;
  const { PUBLIC_URL, SIGN_UP } = env();
  const returnTo = returnPath([callbackUrl].flat()[0], PUBLIC_URL);
  const code = [error].flat()[0];
  // A signed-in user comes here with an error only after an attempt to connect a provider.
  if (await currentUser()) redirect(code ? `/account?error=${encodeURIComponent(code)}` : returnTo);
  if (!(await hasAnyUser())) redirect("/setup");
  return (
    <AuthFrame title="Sign in" person={null} footer={<NewHere open={SIGN_UP === "open"} returnTo={returnTo} />}>
      {code && <Notice tone="danger">{signInRefusalMessage(code)}</Notice>}
      <KeptNote />
      <GoOnWhenSignedIn />
      <ProviderButtons providers={signInProviders()} returnTo={returnTo} />
      <SignInForm returnTo={returnTo} />
    </AuthFrame>
  );
}

function NewHere({ open, returnTo }: { open: boolean; returnTo: string }) {
  if (!open) {
    return <span>You need an invitation to create an account. Ask an admin of your workspace for a link.</span>;
  }
  return (
    <span key="sign-up">
      New here?{" "}
      <GuardedLink href={withReturn("/sign-up", returnTo)} className="text-foreground underline underline-offset-4">
        Create an account
      </GuardedLink>
    </span>
  );
}
