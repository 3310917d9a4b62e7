import type { Metadata } from "next";
import { redirect } from "next/navigation";
import {
  changePasswordAction,
  createApiTokenAction,
  endOtherSessionsAction,
  endSessionAction,
  revokeApiTokenAction,
  updateProfileAction,
} from "#app/account/actions";
import { currentUser, requireCaller } from "#app/caller";
import { ConnectedProviders } from "#components/account/connected-providers";
import { PasswordForm } from "#components/account/password-form";
import { ProfileForm } from "#components/account/profile-form";
import { SessionsCard } from "#components/account/sessions-card";
import { ApiTokensCard } from "#components/api-tokens/api-tokens-card";
import { APPS_PATH } from "#components/frame/navigation/navigation";
import { PageButton } from "#components/frame/navigation/page-link";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Notice } from "#components/ui/notice";
import { countOwnCredentials } from "#lib/api-tokens/own-credentials";
import { listApiTokens } from "#lib/api-tokens/queries";
import { connectedProviders } from "#lib/auth/accounts/queries";
import { signInProviders } from "#lib/auth/providers/providers";
import { signInRefusalMessage } from "#lib/auth/providers/refusal";
import { PASSWORD_MIN } from "#lib/auth/schema";
import { listSessions } from "#lib/auth/sessions/queries";

export const metadata: Metadata = { title: "Account" };

type AccountPageProps = { searchParams: Promise<{ error?: string | string[] }> };

export default async function AccountPage({ searchParams }: AccountPageProps) {
  const code = [(await searchParams).error].flat()[0];
  const user = (await currentUser()) ?? redirect("/sign-in");
  const caller = await requireCaller();
  const [ids, apiTokens, credentials, sessions] = await Promise.all([
    connectedProviders(user.id),
    listApiTokens(caller),
    countOwnCredentials(caller),
    listSessions(caller),
  ]);
  const connected = new Set(ids);
  const providers = signInProviders().map((provider) => ({ ...provider, isConnected: connected.has(provider.id) }));
  return (
    <Page>
      <PageHeader
        title="Account"
        description="These settings apply in all your workspaces."
        action={<PageButton href={APPS_PATH}>Connected apps</PageButton>}
      />
      {code && <Notice tone="danger">{signInRefusalMessage(code)}</Notice>}
      <Card aria-labelledby="profile">
        <CardHeader id="profile" title="Profile" />
        <ProfileForm action={updateProfileAction} name={user.name} email={user.email} />
      </Card>
      <Card aria-labelledby="password">
        <CardHeader id="password" title="Password" />
        {user.hasPassword ? (
          <PasswordForm
            action={changePasswordAction}
            email={user.email}
            passwordMin={PASSWORD_MIN}
            credentials={credentials}
          />
        ) : (
          <CardBody className="text-muted-foreground">
            You sign in with a provider. Change your password there.
          </CardBody>
        )}
      </Card>
      <SessionsCard sessions={sessions} endAction={endSessionAction} endOthersAction={endOtherSessionsAction} />
      <ConnectedProviders providers={providers} />
      <ApiTokensCard apiTokens={apiTokens} createAction={createApiTokenAction} revokeAction={revokeApiTokenAction} />
    </Page>
  );
}
