import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  createKeyAction,
  nameInClientsAction,
  revokeKeyAction,
  rotateKeyAction,
  updateKeyAction,
} from "#app/w/[workspace]/settings/mcp/actions";
import { readOwnKeysAddress } from "#app/w/[workspace]/settings/mcp/read-own-keys-address";
import { ClientSetupProvider } from "#components/clients/client-setup";
import { SignInCard } from "#components/clients/sign-in-card";
import { APPS_PATH, workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { INACTIVE_KEYS_ID, LEGACY_TOKENS_ID, YOUR_KEYS_ID } from "#components/keys/facts/list-ids";
import { CreateKey } from "#components/keys/form/create-key";
import { KeyEditing } from "#components/keys/form/key-choices";
import { EndpointCard } from "#components/keys/lists/endpoint-card";
import { InactiveKeys } from "#components/keys/lists/inactive-keys";
import { pageHrefs } from "#components/keys/lists/key-lists-address";
import { LegacyTokens } from "#components/keys/lists/legacy-tokens";
import { YourKeys } from "#components/keys/lists/your-keys";
import { RevealHost } from "#components/keys/reveal/reveal-host";
import { sparklinesOf } from "#components/usage/sparklines";
import { env } from "#lib/env";
import { lastClient } from "#lib/keys/lists/last-client";
import type { OwnKeyList } from "#lib/keys/lists/options";
import { listOwnKeysForDashboard } from "#lib/keys/lists/own-keys-for-dashboard";
import { listOwnKeysSchema } from "#lib/keys/lists/schema";
import { keyChoices } from "#lib/keys/settings/choices";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";
import { recentCalls } from "#lib/usage/recent-calls";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "MCP keys" };

type McpKeysPageProps = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function McpKeysPage({ params, searchParams }: McpKeysPageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "keys:create"));
  const view = readOwnKeysAddress(await searchParams);
  const [choices, usable, legacy, ended, client] = await Promise.all([
    keyChoices(caller),
    listOwnKeysForDashboard(caller, listOwnKeysSchema.parse({ search: view.search, cursor: view.usable })),
    listOwnKeysForDashboard(caller, listOwnKeysSchema.parse({ list: "legacy", cursor: view.legacy })),
    listOwnKeysForDashboard(caller, listOwnKeysSchema.parse({ list: "ended", cursor: view.ended })),
    lastClient(caller),
  ]);
  const recent = await recentCalls(
    caller,
    usable.keys.map(({ id }) => id),
  );
  const endpoint = `${env().PUBLIC_URL}/mcp`;
  const path = workspacePath(workspace.slug, "/settings/mcp");
  const hrefs = (list: OwnKeyList, { nextCursor }: KeyListPage<KeyView>, headingId: string) =>
    pageHrefs(path, view, list, { nextCursor, headingId });
  return (
    <Page>
      <PageHeader
        title="MCP keys"
        description="Keys let AI clients reach the MCP servers of your workspaces. They belong to you and work until they expire or you revoke them."
      />
      <EndpointCard endpoint={endpoint} />
      <SignInCard endpoint={endpoint} lastClient={client} isOpen={false}>
        <PageLink href={APPS_PATH} className="text-foreground underline underline-offset-4">
          Connected apps
        </PageLink>
      </SignInCard>
      <ClientSetupProvider lastClient={client} isService={false} nameAction={nameInClientsAction}>
        <CreateKey choices={choices} currentWorkspaceId={workspace.id} endpoint={endpoint} action={createKeyAction} />
        <KeyEditing choices={choices} updateAction={updateKeyAction}>
          <RevealHost endpoint={endpoint}>
            <YourKeys
              page={usable}
              {...hrefs("usable", usable, YOUR_KEYS_ID)}
              search={view.search}
              everythingHref={`${path}#${YOUR_KEYS_ID}`}
              hadKeys={ended.total.counted > 0}
              workspaceSlug={workspace.slug}
              endpoint={endpoint}
              revokeAction={revokeKeyAction}
              rotateAction={rotateKeyAction}
              sparklines={sparklinesOf(usable.keys, recent)}
            />
          </RevealHost>
        </KeyEditing>
      </ClientSetupProvider>
      <LegacyTokens
        page={legacy}
        {...hrefs("legacy", legacy, LEGACY_TOKENS_ID)}
        workspaceSlug={workspace.slug}
        revokeAction={revokeKeyAction}
      />
      <InactiveKeys page={ended} {...hrefs("ended", ended, INACTIVE_KEYS_ID)} workspaceSlug={workspace.slug} />
    </Page>
  );
}
