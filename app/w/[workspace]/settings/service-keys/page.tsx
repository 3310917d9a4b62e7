import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  createServiceKeyAction,
  renameServiceKeyAction,
  revokeServiceKeyAction,
  rotateServiceKeyAction,
} from "#app/w/[workspace]/settings/service-keys/actions";
import { workspacePath } from "#components/frame/navigation";
import { Page, PageHeader } from "#components/frame/page-header";
import { RevealHost } from "#components/keys/reveal-host";
import { CreateServiceKey } from "#components/service-keys/create-service-key";
import { EndedServiceKeys } from "#components/service-keys/ended-service-keys";
import { ServiceKeyList } from "#components/service-keys/service-key-list";
import { env } from "#lib/env";
import { endedBeforeSchema } from "#lib/keys/schema";
import { serviceKeyChoices } from "#lib/keys/service-key-choices";
import { listServiceKeys } from "#lib/keys/service-key-list";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Service keys" };

type ServiceKeysPageProps = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ServiceKeysPage({ params, searchParams }: ServiceKeysPageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "service_keys:manage"));
  const endedBefore = endedBeforeSchema.catch(null).parse((await searchParams).ended);
  const [choices, keys] = await Promise.all([
    serviceKeyChoices(caller, workspace.id),
    listServiceKeys(caller, workspace.id, endedBefore),
  ]);
  const path = workspacePath(workspace.slug, "/settings/service-keys");
  const endpoint = `${env().PUBLIC_URL}/mcp`;
  return (
    <Page>
      <PageHeader
        title="Service keys"
        description={`Keys that belong to ${workspace.name} itself, for automation that goes on when people leave. They reach no other workspace.`}
      />
      <CreateServiceKey
        choices={choices}
        endpoint={endpoint}
        action={createServiceKeyAction.bind(null, workspace.id)}
      />
      <RevealHost endpoint={endpoint}>
        <ServiceKeyList
          keys={keys.usable}
          workspaceSlug={workspace.slug}
          actions={{
            rename: renameServiceKeyAction.bind(null, workspace.id),
            rotate: rotateServiceKeyAction.bind(null, workspace.id),
            revoke: revokeServiceKeyAction.bind(null, workspace.id),
          }}
        />
      </RevealHost>
      <EndedServiceKeys
        keys={keys.ended}
        workspaceSlug={workspace.slug}
        firstHref={endedBefore && path}
        nextHref={keys.nextEnded && `${path}?ended=${keys.nextEnded}`}
      />
    </Page>
  );
}
