"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { ToolbarAction } from "#components/form/toolbar-action";
import { MoreMenu } from "#components/ui/more-menu";
import { Toolbar } from "#components/ui/toolbar";
import { EditWebhook } from "#components/webhooks/edit-webhook";
import { webhookName } from "#components/webhooks/event-words";
import { RotateSecret } from "#components/webhooks/rotate-secret";
import { SendTest } from "#components/webhooks/send-test";
import type { WebhookActions } from "#components/webhooks/webhook-actions";
import type { WebhookView } from "#lib/webhooks/dto";

type WebhookToolbarProps = { webhook: WebhookView; actions: WebhookActions };

/** The actions of an admin for a webhook, at the top of its page. */
export function WebhookToolbar({ webhook, actions }: WebhookToolbarProps) {
  const [isRotating, setIsRotating] = useState(false);
  return (
    <Toolbar>
      {webhook.disabled ? (
        <ToolbarAction action={actions.enable} label="Enable" underWay="Enabling the webhook" />
      ) : (
        <SendTest action={actions.sendTest} />
      )}
      <EditWebhook webhook={webhook} action={actions.update} />
      <MoreMenu
        name={webhookName(webhook)}
        noun="webhook"
        entries={[{ icon: RefreshCw, label: "Rotate secret", onSelect: () => setIsRotating(true) }]}
        disabling={webhook.disabled ? undefined : { action: actions.disable, consequence: DISABLED }}
        removing={{
          action: actions.remove,
          consequence: "It gets no more messages. Its secret and its deliveries are deleted. This cannot be undone.",
        }}
      />
      <RotateSecret webhook={webhook} action={actions.rotateSecret} open={isRotating} onOpenChange={setIsRotating} />
    </Toolbar>
  );
}

const DISABLED =
  "It gets no messages about new events, and messages that wait to be sent are discarded. You can enable it again at any time.";
