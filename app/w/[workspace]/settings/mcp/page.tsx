import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  createKeyAction,
  revokeKeyAction,
  rotateKeyAction,
  updateKeyAction,
} from "#app/w/[workspace]/settings/mcp/actions";
import { Page, PageHeader } from "#components/frame/page-header";
import { CreateKey } from "#components/keys/create-key";
import { EndpointCard } from "#components/keys/endpoint-card";
import { InactiveKeys } from "#components/keys/inactive-keys";
import { KeyEditing } from "#components/keys/key-choices";
import { LegacyTokens } from "#components/keys/legacy-tokens";
import { RevealHost } from "#components/keys/reveal-host";
import { YourKeys } from "#components/keys/your-keys";
import { sparklinesOf } from "#components/usage/sparklines";
import { env } from "#lib/env";
import { keyChoices } from "#lib/keys/choices";
import { listMyKeys } from "#lib/keys/queries";
import { recentCalls } from "#lib/usage/recent-calls";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "MCP keys" };

type McpKeysPageProps = { params: Promise<{ workspace: string }> };

export default async function McpKeysPage({ params }: McpKeysPageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "keys:create"));
  const [choices, keys] = await Promise.all([keyChoices(caller), listMyKeys(caller)]);
  const recent = await recentCalls(
    caller,
    keys.usable.map(({ id }) => id),
  );
  const endpoint = `${env().PUBLIC_URL}/mcp`;
  return (
    <Page>
      <PageHeader
        title="MCP Keys"
        description="Keys let AI clients reach the MCP servers of your workspaces. They belong to you and end when you revoke them."
      />
      <EndpointCard endpoint={endpoint} />
      <CreateKey choices={choices} currentWorkspaceId={workspace.id} endpoint={endpoint} action={createKeyAction} />
      <KeyEditing choices={choices} updateAction={updateKeyAction}>
        <RevealHost endpoint={endpoint}>
          <YourKeys
            keys={keys.usable.filter((key) => !key.isLegacy)}
            hadKeys={keys.inactiveCount > 0}
            workspaceSlug={workspace.slug}
            endpoint={endpoint}
            revokeAction={revokeKeyAction}
            rotateAction={rotateKeyAction}
            sparklines={sparklinesOf(keys.usable, recent)}
          />
        </RevealHost>
      </KeyEditing>
      <LegacyTokens
        keys={keys.usable.filter((key) => key.isLegacy)}
        workspaceSlug={workspace.slug}
        revokeAction={revokeKeyAction}
      />
      <InactiveKeys keys={keys.inactive} count={keys.inactiveCount} workspaceSlug={workspace.slug} />
    </Page>
  );
}
