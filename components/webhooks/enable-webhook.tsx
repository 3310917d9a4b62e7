"use client";

import { FieldError } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { SubmitButton } from "#components/ui/submit-button";
import { ToolbarOutcome } from "#components/ui/toolbar";
import { useFormAction } from "#components/ui/use-form-action";
import type { WebhookAction } from "#components/webhooks/webhook-actions";
import { type FormState, IDLE } from "#lib/form";

export function EnableWebhook({ action }: { action: WebhookAction }) {
  const [state, submit] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} className="contents">
      <SubmitButton variant="secondary">Enable</SubmitButton>
      {state.status === "error" && (
        <ToolbarOutcome>
          <FieldError>{state.message}</FieldError>
        </ToolbarOutcome>
      )}
    </Form>
  );
}
