import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { changePasswordAction, updateProfileAction } from "#app/account/actions";
import { currentUser } from "#app/caller";
import { PasswordForm } from "#components/account/password-form";
import { ProfileForm } from "#components/account/profile-form";
import { Page, PageHeader } from "#components/frame/page-header";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { PASSWORD_MIN } from "#lib/auth/schema";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const user = (await currentUser()) ?? redirect("/sign-in");
  return (
    <Page>
      <PageHeader title="Account" description="Yours in every workspace." />
      <Card aria-labelledby="profile">
        <CardHeader id="profile" title="Profile" />
        <ProfileForm action={updateProfileAction} name={user.name} email={user.email} />
      </Card>
      <Card aria-labelledby="password">
        <CardHeader id="password" title="Password" />
        {user.hasPassword ? (
          <PasswordForm action={changePasswordAction} email={user.email} passwordMin={PASSWORD_MIN} />
        ) : (
          <CardBody className="text-muted-foreground">
            You sign in with a provider. Its password and its sessions are changed there.
          </CardBody>
        )}
      </Card>
    </Page>
  );
}
