import { FieldError } from "#components/ui/field";
import { Status } from "#components/ui/status";
import type { FormState } from "#lib/form";
import type { DeliveryView } from "#lib/webhooks/dto";

type SendOutcomeProps = { state: FormState<DeliveryView>; isPending: boolean };

/** Shows and announces the result of a message that a person sent. */
export function SendOutcome({ state, isPending }: SendOutcomeProps) {
  const sent = state.status === "done" && !isPending ? state.data : null;
  return (
    <>
      <span role="status" className={sent?.state === "delivered" ? undefined : "sr-only"}>
        {isPending && <span>Sending</span>}
        {sent?.state === "delivered" && <Status tone="success">Delivered (HTTP {sent.lastStatus})</Status>}
      </span>
      {sent?.lastFailure && <FieldError>{sent.lastFailure}</FieldError>}
      {state.status === "error" && !isPending && <FieldError>{state.message}</FieldError>}
    </>
  );
}
