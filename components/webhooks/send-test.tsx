"use client";

import { Form } from "#components/ui/form";
import { SubmitButton } from "#components/ui/submit-button";
import { ToolbarOutcome } from "#components/ui/toolbar";
import { useFormAction } from "#components/ui/use-form-action";
import { SendOutcome } from "#components/webhooks/send-outcome";
import type { SendAction } from "#components/webhooks/webhook-actions";
import { type FormState, IDLE } from "#lib/form";
import type { DeliveryView } from "#lib/webhooks/dto";

/** The button that sends a test message. It shows the result. */
export function SendTest({ action }: { action: SendAction }) {
  const [state, submit, isPending] = useFormAction<FormState<DeliveryView>>(action, IDLE);
  return (
    <Form action={submit} state={state} className="contents">
      <SubmitButton variant="secondary">Send test</SubmitButton>
      <ToolbarOutcome>
        <SendOutcome state={state} isPending={isPending} />
      </ToolbarOutcome>
    </Form>
  );
}
