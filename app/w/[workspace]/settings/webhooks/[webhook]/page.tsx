import type { Metadata } from "next";
import { cache } from "react";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  disableWebhookAction,
  enableWebhookAction,
  removeWebhookAction,
  resendMessageAction,
  rotateWebhookSecretAction,
  sendTestMessageAction,
  updateWebhookAction,
} from "#app/w/[workspace]/settings/webhooks/actions";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { EncryptionKeyNotice } from "#components/secrets/encryption-key-notice";
import { DeliveryList } from "#components/webhooks/delivery-list";
import { webhookName } from "#components/webhooks/event-words";
import { WebhookFacts } from "#components/webhooks/webhook-facts";
import { WebhookNotice } from "#components/webhooks/webhook-notice";
import { WebhookToolbar } from "#components/webhooks/webhook-toolbar";
import { encryptionKeyState } from "#lib/secrets/encryption-key";
import { getWebhook } from "#lib/webhooks/settings/queries";

type WebhookPageProps = { params: Promise<{ workspace: string; webhook: string }> };

/** The page and its title both need the webhook; `cache` reads it once in a request. */
const readWebhook = cache(async (workspace: string, webhookId: string) =>
  orNotFound(getWebhook(await requireCaller(), workspace, webhookId)),
);

export async function generateMetadata({ params }: WebhookPageProps): Promise<Metadata> {
  const { workspace, webhook } = await params;
  return { title: webhookName(await readWebhook(workspace, webhook)) };
}

export default async function WebhookPage({ params }: WebhookPageProps) {
  const { workspace, webhook: webhookId } = await params;
  const [webhook, encryptionKey] = await Promise.all([readWebhook(workspace, webhookId), encryptionKeyState()]);
  const actions = {
    update: updateWebhookAction.bind(null, workspace, webhook.id),
    disable: disableWebhookAction.bind(null, workspace, webhook.id),
    enable: enableWebhookAction.bind(null, workspace, webhook.id),
    remove: removeWebhookAction.bind(null, workspace, webhook.id),
    rotateSecret: rotateWebhookSecretAction.bind(null, workspace, webhook.id),
    sendTest: sendTestMessageAction.bind(null, workspace, webhook.id),
    resend: resendMessageAction.bind(null, workspace, webhook.id),
  };
  return (
    <Page>
      <PageHeader
        title={webhookName(webhook)}
        description={<span className="break-all font-mono text-sm">{webhook.url}</span>}
        action={<WebhookToolbar webhook={webhook} actions={actions} />}
      />
      {encryptionKey === "wrong" ? <EncryptionKeyNotice /> : <WebhookNotice {...webhook} />}
      <WebhookFacts webhook={webhook} />
      <DeliveryList webhook={webhook} resend={actions.resend} />
    </Page>
  );
}
