import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { createWebhookAction } from "#app/w/[workspace]/settings/webhooks/actions";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { EncryptionKeyNotice } from "#components/secrets/encryption-key-notice";
import { AddWebhook } from "#components/webhooks/add-webhook";
import { NoWebhooks, WebhookList } from "#components/webhooks/webhook-list";
import { encryptionKeyState } from "#lib/secrets/encryption-key";
import { listWebhooks } from "#lib/webhooks/settings/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage({ params }: { params: Promise<{ workspace: string }> }) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "webhooks:manage"));
  const [webhooks, encryptionKey] = await Promise.all([listWebhooks(caller, workspace.id), encryptionKeyState()]);
  const addWebhook = <AddWebhook action={createWebhookAction.bind(null, workspace.slug)} />;
  return (
    <Page>
      <PageHeader
        title="Webhooks"
        description="Latchkey sends events about the keys and members of this workspace to your addresses."
        action={addWebhook}
      />
      {encryptionKey === "wrong" && <EncryptionKeyNotice />}
      {webhooks.length > 0 ? <WebhookList webhooks={webhooks} workspaceSlug={workspace.slug} /> : <NoWebhooks />}
    </Page>
  );
}
