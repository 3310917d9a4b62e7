import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { signUpAction } from "#app/(auth)/sign-up/actions";
import { currentUser } from "#app/caller";
import { NewAccountForm } from "#components/auth/new-account-form";
import { AuthFrame } from "#components/frame/auth-frame";
import { GuardedLink } from "#components/ui/guarded-link";
import { PASSWORD_MIN } from "#lib/auth/schema";
import { env } from "#lib/env";

export const metadata: Metadata = { title: "Create an account" };
// The page exists only with SIGN_UP=open, which is known at run time and not at build time.
export const dynamic = "force-dynamic";

export default async function SignUpPage() {
  if (env().SIGN_UP !== "open") notFound();
  if (await currentUser()) redirect("/");
  const signIn = (
    <span>
      Have an account?{" "}
      <GuardedLink href="/sign-in" className="text-foreground underline underline-offset-4">
        Sign in
      </GuardedLink>
    </span>
  );
  return (
    <AuthFrame title="Create an account" person={null} footer={signIn}>
      <NewAccountForm action={signUpAction} submitLabel="Create account" passwordMin={PASSWORD_MIN} />
    </AuthFrame>
  );
}
