"use client";

import { Form } from "#components/ui/form";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { SendOutcome } from "#components/webhooks/send-outcome";
import type { SendAction } from "#components/webhooks/webhook-actions";
import { type FormState, IDLE } from "#lib/form";
import type { DeliveryView } from "#lib/webhooks/dto";

type SendAgainProps = { action: SendAction; deliveryId: string; event: string };

/** The button that sends a message again. The row of the message shows the result, so only a refusal is shown here. */
export function SendAgain({ action, deliveryId, event }: SendAgainProps) {
  const [state, submit, isPending] = useFormAction<FormState<DeliveryView>>(action, IDLE);
  return (
    <Form action={submit} state={state} className="-mr-2.5 ml-auto grid justify-items-end gap-1.5">
      <input type="hidden" name="deliveryId" value={deliveryId} />
      <SubmitButton variant="ghost" size="sm" aria-label={`Send again: ${event}`}>
        Send again
      </SubmitButton>
      {state.status === "error" ? (
        <SendOutcome state={state} isPending={isPending} />
      ) : (
        <span role="status" className="sr-only">
          {isPending ? "Sending" : state.status === "done" ? "Sent again" : ""}
        </span>
      )}
    </Form>
  );
}
