"use client";

import { Ellipsis, PowerOff, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "#components/ui/dropdown-menu";
import { EditWebhook } from "#components/webhooks/edit-webhook";
import { EnableWebhook } from "#components/webhooks/enable-webhook";
import { webhookName } from "#components/webhooks/event-words";
import { SendTest } from "#components/webhooks/send-test";
import type { WebhookActions } from "#components/webhooks/webhook-actions";
import type { WebhookView } from "#lib/webhooks/dto";

type WebhookToolbarProps = { webhook: WebhookView; actions: WebhookActions };

/** What an admin can do with a webhook, on the top of its page. */
export function WebhookToolbar({ webhook, actions }: WebhookToolbarProps) {
  return (
    <div className="flex flex-wrap items-start gap-2">
      {webhook.disabled ? <EnableWebhook action={actions.enable} /> : <SendTest action={actions.sendTest} />}
      <EditWebhook webhook={webhook} action={actions.update} />
      <WebhookMenu webhook={webhook} actions={actions} />
    </div>
  );
}

/** What ends a webhook for a while or for good, each after a question. */
function WebhookMenu({ webhook, actions }: WebhookToolbarProps) {
  const [asked, setAsked] = useState<"disable" | "remove" | null>(null);
  const close = (open: boolean) => !open && setAsked(null);
  const name = webhookName(webhook);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="secondary" className="w-9 px-0" aria-label={`More actions for ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {!webhook.disabled && (
            <DropdownMenuItem onSelect={() => setAsked("disable")}>
              <PowerOff aria-hidden />
              Disable
            </DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={() => setAsked("remove")}>
            <Trash2 aria-hidden />
            Remove
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={asked === "disable"}
        onOpenChange={close}
        title={`Disable ${name}?`}
        confirmLabel="Disable webhook"
        variant="primary"
        action={actions.disable}
      >
        <p>
          It is told nothing of what happens from now on, and what waits to be sent is given up. You can enable it again
          at any time.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === "remove"}
        onOpenChange={close}
        title={`Remove ${name}?`}
        confirmLabel="Remove webhook"
        action={actions.remove}
      >
        <p>It is told nothing any more. Its secret and its deliveries are deleted. This cannot be undone.</p>
      </ConfirmDialog>
    </>
  );
}
