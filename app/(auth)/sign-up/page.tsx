import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { signUpAction } from "#app/(auth)/sign-up/actions";
import { currentUser } from "#app/caller";
import { NewAccountForm } from "#components/auth/new-account-form";
import { AuthFrame } from "#components/frame/auth-frame";
import { GuardedLink } from "#components/ui/guarded-link";
import { PASSWORD_MIN } from "#lib/auth/schema";
import { returnPath, withReturn } from "#lib/auth/sign-in/return-path";
import { env } from "#lib/env";

export const metadata: Metadata = { title: "Create an account" };
// The page exists only with SIGN_UP=open, which is known at run time and not at build time.
export const dynamic = "force-dynamic";

type SignUpPageProps = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const { PUBLIC_URL, SIGN_UP } = env();
  if (SIGN_UP !== "open") notFound();
  const returnTo = returnPath([(await searchParams).callbackUrl].flat()[0], PUBLIC_URL);
  if (await currentUser()) redirect(returnTo);
  const signIn = (
    <span>
      Have an account?{" "}
      <GuardedLink href={withReturn("/sign-in", returnTo)} className="text-foreground underline underline-offset-4">
        Sign in
      </GuardedLink>
    </span>
  );
  return (
    <AuthFrame title="Create an account" person={null} footer={signIn}>
      <NewAccountForm
        action={signUpAction}
        submitLabel="Create account"
        passwordMin={PASSWORD_MIN}
        nextPath={withReturn("/new-workspace", returnTo)}
      />
    </AuthFrame>
  );
}
