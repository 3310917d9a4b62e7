"use client";

import { FieldError } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { SubmitButton } from "#components/ui/submit-button";
import { ToolbarOutcome } from "#components/ui/toolbar";
import { useFormAction } from "#components/ui/use-form-action";
import type { ServerAction } from "#components/upstreams/server-actions";
import { type FormState, IDLE } from "#lib/form";

type RefreshServerProps = { action: ServerAction; label: string };

/** One button that connects to the server; what came of it appears on the page. */
export function RefreshServer({ action, label }: RefreshServerProps) {
  const [state, submit, isPending] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} className="contents">
      <SubmitButton variant="secondary">{label}</SubmitButton>
      <span role="status" className="sr-only">
        {isPending ? "Connecting to the server" : state.status === "done" ? "The page is up to date" : ""}
      </span>
      {state.status === "error" && (
        <ToolbarOutcome>
          <FieldError>{state.message}</FieldError>
        </ToolbarOutcome>
      )}
    </Form>
  );
}
