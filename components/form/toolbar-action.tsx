"use client";

import { FieldError } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { SubmitButton } from "#components/ui/submit-button";
import { ToolbarOutcome } from "#components/ui/toolbar";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";

type ToolbarActionProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  label: string;
  /** Announced while the action runs. */
  underWay: string;
};

/** A button that runs an action without asking. The page then shows the result, or an error appears below. */
export function ToolbarAction({ action, label, underWay }: ToolbarActionProps) {
  const [state, submit, isPending] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} className="contents">
      <SubmitButton variant="secondary">{label}</SubmitButton>
      <span role="status" className="sr-only">
        {isPending ? underWay : state.status === "done" ? "The page is up to date" : ""}
      </span>
      {state.status === "error" && (
        <ToolbarOutcome>
          <FieldError>{state.message}</FieldError>
        </ToolbarOutcome>
      )}
    </Form>
  );
}
