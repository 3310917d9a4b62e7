import type { Metadata } from "next";
import { cache } from "react";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  disableServerAction,
  enableServerAction,
  refreshServerAction,
  removeServerAction,
  setServerRulesAction,
  setToolRuleAction,
  updateServerAction,
} from "#app/w/[workspace]/settings/servers/actions";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { EncryptionKeyNotice } from "#components/secrets/encryption-key-notice";
import { OfferTabs } from "#components/upstreams/offer/offer-tabs";
import { CatalogueNotes } from "#components/upstreams/page/catalogue-notes";
import { ServerFacts } from "#components/upstreams/page/server-facts";
import { ServerNotice } from "#components/upstreams/page/server-notice";
import { ServerRules } from "#components/upstreams/page/server-rules";
import { ServerToolbar } from "#components/upstreams/page/server-toolbar";
import { can } from "#lib/auth/permissions";
import { encryptionKeyState } from "#lib/secrets/encryption-key";
import { getUpstream } from "#lib/upstreams/settings/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

type ServerPageProps = { params: Promise<{ workspace: string; server: string }> };

/** The page and its title both need the server; `cache` reads it once in a request. */
const readServer = cache(async (workspaceSlug: string, serverId: string) => {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, workspaceSlug, "upstreams:read"));
  return { workspace, server: await orNotFound(getUpstream(caller, workspace.id, serverId)) };
});

export async function generateMetadata({ params }: ServerPageProps): Promise<Metadata> {
  const { workspace, server } = await params;
  return { title: (await readServer(workspace, server)).server.name };
}

export default async function ServerPage({ params }: ServerPageProps) {
  const { workspace: workspaceSlug, server: serverId } = await params;
  const [{ workspace, server }, encryptionKey] = await Promise.all([
    readServer(workspaceSlug, serverId),
    encryptionKeyState(),
  ]);
  const slug = workspace.slug;
  const actions = can(workspace.role, "upstreams:manage")
    ? {
        update: updateServerAction.bind(null, slug, server.id),
        refresh: refreshServerAction.bind(null, slug, server.id),
        disable: disableServerAction.bind(null, slug, server.id),
        enable: enableServerAction.bind(null, slug, server.id),
        remove: removeServerAction.bind(null, slug, server.id),
        setToolRule: setToolRuleAction.bind(null, slug, server.id),
        setServerRules: setServerRulesAction.bind(null, slug, server.id),
      }
    : null;
  return (
    <Page>
      <PageHeader
        title={server.name}
        description={<span className="break-all font-mono text-sm">{server.url}</span>}
        action={actions && <ServerToolbar server={server} actions={actions} />}
      />
      {actions && encryptionKey === "wrong" ? <EncryptionKeyNotice /> : <ServerNotice server={server} />}
      <CatalogueNotes server={server} />
      <ServerFacts server={server} />
      <ServerRules server={server} action={actions?.setServerRules ?? null} />
      <OfferTabs server={server} setToolRule={actions?.setToolRule ?? null} />
    </Page>
  );
}
