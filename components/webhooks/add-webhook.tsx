"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "#components/ui/dialog";
import { useFormAction } from "#components/ui/use-form-action";
import { SecretDialog } from "#components/webhooks/secret-dialog";
import type { CreateWebhookAction } from "#components/webhooks/webhook-actions";
import { WebhookForm } from "#components/webhooks/webhook-form";
import { type FormState, IDLE } from "#lib/form";
import type { CreatedWebhook } from "#lib/webhooks/dto";

/** The button and the form for a new webhook, and then the dialog that shows its secret once. */
export function AddWebhook({ action }: { action: CreateWebhookAction }) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedWebhook | null>(null);
  return (
    <>
      <Dialog open={open} onOpenChange={setOpen} keep="webhook">
        <DialogTrigger asChild>
          <Button variant="primary">
            <Plus aria-hidden />
            Add webhook
          </Button>
        </DialogTrigger>
        <DialogContent
          wide
          title="Add a webhook"
          description="Latchkey sends it messages about this workspace's keys and members."
          // A click outside the dialog must not discard the input.
          onInteractOutside={(event) => event.preventDefault()}
        >
          <NewWebhookForm
            action={action}
            onCreated={(answer) => {
              setOpen(false);
              setCreated(answer);
            }}
          />
        </DialogContent>
      </Dialog>
      {created && <SecretDialog secret={created.secret} onClose={() => setCreated(null)} />}
    </>
  );
}

type NewWebhookFormProps = { action: CreateWebhookAction; onCreated: (created: CreatedWebhook) => void };

/** Creates a webhook and gives it to `onCreated`. The state of this form must never hold a secret. */
function NewWebhookForm({ action, onCreated }: NewWebhookFormProps) {
  const [state, submit] = useFormAction<FormState<CreatedWebhook>>(async (_previous, formData) => {
    const answer = await action(IDLE, formData);
    if (answer.status !== "done") return answer;
    onCreated(answer.data);
    return IDLE;
  }, IDLE);
  return <WebhookForm submit={submit} state={state} submitLabel="Add webhook" keep="webhook" />;
}
