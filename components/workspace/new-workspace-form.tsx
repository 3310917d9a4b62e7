"use client";

import { fieldErrors, formMessage } from "#components/form/form-state";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";

type NewWorkspaceFormProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  /** The page to open afterwards; `/` for the new workspace. */
  returnTo: string;
};

/** The form that creates a workspace. */
export function NewWorkspaceForm({ action, returnTo }: NewWorkspaceFormProps) {
  const [state, submit] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} keep="new-workspace" className="grid gap-4">
      <input type="hidden" name="callbackUrl" value={returnTo} />
      <Field
        label="Workspace name"
        name="name"
        error={fieldErrors(state).name}
        help="The address is made from the name. It stays the same when you rename the workspace."
      >
        {(control) => <Input {...control} autoComplete="off" autoFocus placeholder="Acme" />}
      </Field>
      <FormNotice message={formMessage(state, ["name"])} />
      <SubmitButton className="w-full">Create workspace</SubmitButton>
    </Form>
  );
}
