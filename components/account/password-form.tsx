"use client";

import { useActionState, useState } from "react";
import { toast } from "sonner";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { CardBody, CardFooter } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { PasswordInput } from "#components/ui/password-input";
import { SubmitButton } from "#components/ui/submit-button";
import { type FormState, IDLE } from "#lib/form";

const FIELDS = ["currentPassword", "newPassword"];

type PasswordFormProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  email: string;
  passwordMin: number;
};

/** Changes the password; empties itself when that is done. */
export function PasswordForm({ action, email, passwordMin }: PasswordFormProps) {
  const [timesChanged, setTimesChanged] = useState(0);
  const [state, submit] = useActionState<FormState, FormData>(async (previous, formData) => {
    const next = await action(previous, formData);
    if (next.status === "done") {
      setTimesChanged((times) => times + 1);
      toast.success("Password changed", { description: "Your other sessions have ended." });
    }
    return next;
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Form key={timesChanged} action={submit} state={state}>
      <CardBody className="grid gap-4">
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" defaultValue={email} hidden readOnly />
        <Field label="Current password" name="currentPassword" error={errors.currentPassword} className="max-w-form">
          {(control) => <PasswordInput {...control} autoComplete="current-password" />}
        </Field>
        <Field
          label="New password"
          name="newPassword"
          error={errors.newPassword}
          help={`At least ${passwordMin} characters.`}
          className="max-w-form"
        >
          {(control) => <PasswordInput {...control} autoComplete="new-password" />}
        </Field>
        <FormNotice message={formMessage(state, FIELDS)} />
      </CardBody>
      <CardFooter>
        <span className="mr-auto">Other sessions end at their next request.</span>
        <SubmitButton variant="secondary">Change password</SubmitButton>
      </CardFooter>
    </Form>
  );
}
