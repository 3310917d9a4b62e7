"use client";

import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";

type AcceptFormProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  workspaceName: string;
};

/** Adds the person who is signed in to a workspace. */
export function AcceptForm({ action, workspaceName }: AcceptFormProps) {
  const [state, submit] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} className="grid gap-4">
      <FormNotice message={state.status === "error" ? state.message : undefined} />
      <SubmitButton className="w-full">
        <span className="truncate">Join {workspaceName}</span>
      </SubmitButton>
    </Form>
  );
}
