"use client";

import { FieldError } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import type { WebhookAction } from "#components/webhooks/webhook-actions";
import { type FormState, IDLE } from "#lib/form";

export function EnableWebhook({ action }: { action: WebhookAction }) {
  const [state, submit] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} className="grid max-w-form justify-items-start gap-1.5">
      <SubmitButton variant="secondary">Enable</SubmitButton>
      {state.status === "error" && <FieldError>{state.message}</FieldError>}
    </Form>
  );
}
