import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { createWebhookAction } from "#app/w/[workspace]/settings/webhooks/actions";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { AddWebhook } from "#components/webhooks/add-webhook";
import { NoWebhooks, WebhookList } from "#components/webhooks/webhook-list";
import { listWebhooks } from "#lib/webhooks/settings/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage({ params }: { params: Promise<{ workspace: string }> }) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "webhooks:manage"));
  const webhooks = await listWebhooks(caller, workspace.id);
  const addWebhook = <AddWebhook action={createWebhookAction.bind(null, workspace.slug)} />;
  return (
    <Page>
      <PageHeader
        title="Webhooks"
        description="Latchkey sends events about the keys and members of this workspace to your addresses."
        action={addWebhook}
      />
      {webhooks.length > 0 ? <WebhookList webhooks={webhooks} workspaceSlug={workspace.slug} /> : <NoWebhooks />}
    </Page>
  );
}
