import { Blocks, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { readAppsAddress } from "#app/account/apps/read-apps-address";
import { requireCaller } from "#app/caller";
import { lastWorkspace } from "#app/frame-data";
import { revokeKeyAction, rotateKeyAction, updateKeyAction } from "#app/w/[workspace]/settings/mcp/actions";
import { SignInCard } from "#components/clients/sign-in-card";
import { APPS_PATH, workspacePath } from "#components/frame/navigation/navigation";
import { PageButton, PageLink } from "#components/frame/navigation/page-link";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { APPS_ID, ENDED_APPS_ID } from "#components/keys/facts/list-ids";
import { KeyEditing } from "#components/keys/form/key-choices";
import { InactiveKeys } from "#components/keys/lists/inactive-keys";
import { pageHrefs } from "#components/keys/lists/key-lists-address";
import { RevealHost } from "#components/keys/reveal/reveal-host";
import { AppList } from "#components/oauth/app-list";
import { EmptyState } from "#components/ui/empty-state";
import { sparklinesOf } from "#components/usage/sparklines";
import { env } from "#lib/env";
import { lastClient } from "#lib/keys/lists/last-client";
import { keyChoices } from "#lib/keys/settings/choices";
import { listOwnApps } from "#lib/oauth/apps/list-own-apps";
import { listOwnAppsSchema } from "#lib/oauth/apps/schema";
import { recentCalls } from "#lib/usage/recent-calls";

export const metadata: Metadata = { title: "Connected apps" };

type AppsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AppsPage({ searchParams }: AppsPageProps) {
  const caller = await requireCaller();
  const view = readAppsAddress(await searchParams);
  const [usable, ended, choices, workspace, client] = await Promise.all([
    listOwnApps(caller, listOwnAppsSchema.parse({ search: view.search, cursor: view.usable })),
    listOwnApps(caller, listOwnAppsSchema.parse({ list: "ended", cursor: view.ended })),
    keyChoices(caller),
    lastWorkspace(),
    lastClient(caller),
  ]);
  const recent = await recentCalls(
    caller,
    usable.keys.map(({ id }) => id),
  );
  const endpoint = `${env().PUBLIC_URL}/mcp`;
  const isPart = view.search !== "" || view.usable !== null;
  const empty = isPart ? <NoneHere search={view.search} /> : <NoApps />;
  return (
    <Page>
      <PageHeader
        title="Connected apps"
        description="Apps that signed in here and use the MCP servers of your workspaces for you. Change or disconnect them at any time: it holds from their next request on."
      />
      <KeyEditing choices={choices} updateAction={updateKeyAction}>
        <RevealHost endpoint={endpoint}>
          <AppList
            page={usable}
            {...pageHrefs(APPS_PATH, view, "usable", { ...usable, headingId: APPS_ID })}
            search={view.search}
            workspaceSlug={workspace?.slug ?? ""}
            revokeAction={revokeKeyAction}
            rotateAction={rotateKeyAction}
            sparklines={sparklinesOf(usable.keys, recent)}
            empty={empty}
          />
        </RevealHost>
      </KeyEditing>
      <SignInCard endpoint={endpoint} lastClient={client} isOpen>
        {workspace && (
          <span>
            For the others there are{" "}
            <PageLink
              href={workspacePath(workspace.slug, "/settings/mcp")}
              className="text-foreground underline underline-offset-4"
            >
              keys
            </PageLink>
            .
          </span>
        )}
      </SignInCard>
      <InactiveKeys
        page={ended}
        noun="app"
        {...pageHrefs(APPS_PATH, view, "ended", { ...ended, headingId: ENDED_APPS_ID })}
        workspaceSlug={workspace?.slug ?? ""}
      />
    </Page>
  );
}

function NoApps() {
  return (
    <EmptyState icon={Blocks} title="No apps yet">
      Connect one as shown below. It appears here as soon as you have agreed.
    </EmptyState>
  );
}

function NoneHere({ search }: { search: string }) {
  return (
    <EmptyState
      icon={SearchX}
      title={search ? "No app matches" : "No more apps"}
      action={<PageButton href={APPS_PATH}>{search ? "Clear search" : "Show all apps"}</PageButton>}
    >
      {search ? "Search by name, client or workspace." : "The apps on this page have expired or were disconnected."}
    </EmptyState>
  );
}
