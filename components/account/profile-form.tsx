"use client";

import { fieldErrors, formMessage } from "#components/form/form-state";
import { SavedNote } from "#components/form/saved-note";
import { CardBody, CardFooter } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";

type ProfileFormProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  name: string;
  email: string;
};

/** Changes the name that other people see. */
export function ProfileForm({ action, name, email }: ProfileFormProps) {
  const [state, submit, pending] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} keep="profile">
      <CardBody className="grid gap-4">
        <Field label="Your name" name="name" error={fieldErrors(state).name}>
          {(control) => <Input {...control} autoComplete="name" defaultValue={name} className="max-w-form" />}
        </Field>
        <Field label="Email" name="email" help="You sign in with this email. It cannot be changed here.">
          {(control) => <Input {...control} readOnly defaultValue={email} className="max-w-form" />}
        </Field>
        <FormNotice message={formMessage(state, ["name"])} />
      </CardBody>
      <CardFooter>
        <SavedNote {...{ state, pending }}>Name saved</SavedNote>
        <SubmitButton variant="secondary">Save name</SubmitButton>
      </CardFooter>
    </Form>
  );
}
