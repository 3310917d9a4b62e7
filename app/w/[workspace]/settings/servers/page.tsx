import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { createServerAction } from "#app/w/[workspace]/settings/servers/actions";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { EncryptionKeyNotice } from "#components/secrets/encryption-key-notice";
import { AddServer } from "#components/upstreams/form/add-server";
import { NoServers } from "#components/upstreams/list/no-servers";
import { RoomNote } from "#components/upstreams/list/room-note";
import { ServerList } from "#components/upstreams/list/server-list";
import { can } from "#lib/auth/permissions";
import { encryptionKeyState } from "#lib/secrets/encryption-key";
import { catalogueRoom } from "#lib/upstreams/settings/catalogue-room";
import { listUpstreams } from "#lib/upstreams/settings/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "MCP servers" };

export default async function ServersPage({ params }: { params: Promise<{ workspace: string }> }) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "upstreams:read"));
  const [servers, room, encryptionKey] = await Promise.all([
    listUpstreams(caller, workspace.id),
    catalogueRoom(caller, workspace.id),
    encryptionKeyState(),
  ]);
  const isAdmin = can(workspace.role, "upstreams:manage");
  const addServer = isAdmin && <AddServer action={createServerAction.bind(null, workspace.slug)} />;
  return (
    <Page>
      <PageHeader
        title="MCP servers"
        description="The servers that keys of this workspace can reach."
        action={servers.length > 0 && addServer}
      />
      {isAdmin && encryptionKey === "wrong" && <EncryptionKeyNotice />}
      {servers.length > 0 ? (
        <>
          <ServerList servers={servers} workspaceSlug={workspace.slug} />
          <RoomNote room={room} />
        </>
      ) : (
        <NoServers action={addServer} />
      )}
    </Page>
  );
}
