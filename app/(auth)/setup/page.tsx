import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { setUpAction } from "#app/(auth)/setup/actions";
import { NewAccountForm } from "#components/auth/new-account-form";
import { AuthFrame } from "#components/frame/auth-frame";
import { hasAnyUser } from "#lib/auth/accounts/queries";
import { PASSWORD_MIN } from "#lib/auth/schema";

export const metadata: Metadata = { title: "Set up" };
// The page exists only while the database has no user, so it cannot be rendered at build time.
export const dynamic = "force-dynamic";

export default async function SetupPage() {
  if (await hasAnyUser()) notFound();
  return (
    <AuthFrame
      title="Set up Latchkey"
      person={null}
      description="Create the first account. It owns the first workspace."
    >
      <NewAccountForm action={setUpAction} submitLabel="Create account" passwordMin={PASSWORD_MIN} withWorkspace />
    </AuthFrame>
  );
}
