import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  createServiceKeyAction,
  nameServiceKeyInClientsAction,
  revokeServiceKeyAction,
  rotateServiceKeyAction,
  updateServiceKeyAction,
} from "#app/w/[workspace]/settings/service-keys/actions";
import { readServiceKeysAddress } from "#app/w/[workspace]/settings/service-keys/read-service-keys-address";
import { ClientSetupProvider } from "#components/clients/client-setup";
import { workspacePath } from "#components/frame/navigation/navigation";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { ENDED_SERVICE_KEYS_ID, YOUR_KEYS_ID } from "#components/keys/facts/list-ids";
import { CreateKey } from "#components/keys/form/create-key";
import { KeyEditing } from "#components/keys/form/key-choices";
import { pageHrefs } from "#components/keys/lists/key-lists-address";
import { RevealHost } from "#components/keys/reveal/reveal-host";
import { EndedServiceKeys } from "#components/service-keys/ended-service-keys";
import { ServiceKeyList } from "#components/service-keys/service-key-list";
import { env } from "#lib/env";
import { listServiceKeys } from "#lib/keys/lists/service-keys";
import { serviceKeyChoices } from "#lib/keys/settings/service-key-choices";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Service keys" };

type ServiceKeysPageProps = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ServiceKeysPage({ params, searchParams }: ServiceKeysPageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "service_keys:manage"));
  const view = readServiceKeysAddress(await searchParams);
  const [choices, usable, ended] = await Promise.all([
    serviceKeyChoices(caller, workspace.id),
    listServiceKeys(caller, workspace.id, { list: "usable", search: view.search, cursor: view.usable }),
    listServiceKeys(caller, workspace.id, { list: "ended", search: "", cursor: view.ended }),
  ]);
  const path = workspacePath(workspace.slug, "/settings/service-keys");
  const endpoint = `${env().PUBLIC_URL}/mcp`;
  return (
    <Page>
      <PageHeader
        title="Service keys"
        description={`Keys that ${workspace.name} owns, for automation that must keep working when people leave. They reach no other workspace.`}
      />
      <ClientSetupProvider
        lastClient={null}
        isService
        nameAction={nameServiceKeyInClientsAction.bind(null, workspace.id)}
      >
        <CreateKey
          choices={choices}
          currentWorkspaceId={workspace.id}
          isService
          endpoint={endpoint}
          action={createServiceKeyAction.bind(null, workspace.id)}
        />
        <KeyEditing
          choices={choices}
          updateAction={updateServiceKeyAction.bind(null, workspace.id)}
          serviceWorkspaceId={workspace.id}
        >
          <RevealHost endpoint={endpoint}>
            <ServiceKeyList
              page={usable}
              {...pageHrefs(path, view, "usable", { nextCursor: usable.nextCursor, headingId: YOUR_KEYS_ID })}
              search={view.search}
              everythingHref={`${path}#${YOUR_KEYS_ID}`}
              workspaceSlug={workspace.slug}
              rotateAction={rotateServiceKeyAction.bind(null, workspace.id)}
              revokeAction={revokeServiceKeyAction.bind(null, workspace.id)}
            />
          </RevealHost>
        </KeyEditing>
      </ClientSetupProvider>
      <EndedServiceKeys
        page={ended}
        {...pageHrefs(path, view, "ended", { nextCursor: ended.nextCursor, headingId: ENDED_SERVICE_KEYS_ID })}
        workspaceSlug={workspace.slug}
      />
    </Page>
  );
}
