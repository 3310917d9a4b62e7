"use client";

import { useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "#components/ui/dialog";
import { useFormAction } from "#components/ui/use-form-action";
import { webhookName } from "#components/webhooks/event-words";
import type { WebhookAction } from "#components/webhooks/webhook-actions";
import { WebhookForm } from "#components/webhooks/webhook-form";
import { type FormState, IDLE } from "#lib/form";
import type { WebhookView } from "#lib/webhooks/dto";

type EditWebhookProps = { webhook: WebhookView; action: WebhookAction };

/** The button and the form that change a webhook. */
export function EditWebhook({ webhook, action }: EditWebhookProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen} keep={`webhook ${webhook.id}`}>
      <DialogTrigger asChild>
        <Button>Edit</Button>
      </DialogTrigger>
      <DialogContent
        wide
        title={`Edit ${webhookName(webhook)}`}
        description="Its signing secret stays the same."
        onInteractOutside={(event) => event.preventDefault()}
      >
        <EditForm webhook={webhook} action={action} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function EditForm({ webhook, action, onDone }: EditWebhookProps & { onDone: () => void }) {
  const [state, submit] = useFormAction<FormState>(async (previous, formData) => {
    const next = await action(previous, formData);
    if (next.status === "done") onDone();
    return next;
  }, IDLE);
  return (
    <WebhookForm submit={submit} state={state} webhook={webhook} submitLabel="Save" keep={`webhook ${webhook.id}`} />
  );
}
