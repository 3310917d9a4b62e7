"use client";

import { useEffect, useState } from "react";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { SavedNote } from "#components/form/saved-note";
import { CardBody, CardFooter } from "#components/ui/card";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { PasswordInput } from "#components/ui/password-input";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import type { OwnCredentials } from "#lib/api-tokens/dto";
import { type FormState, IDLE } from "#lib/form";

const FIELDS = ["currentPassword", "newPassword"];

type PasswordFormProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  email: string;
  passwordMin: number;
  /** What else works for this person and can end with the old password. */
  credentials: OwnCredentials;
};

/** Changes the password, and empties its fields after a success. */
export function PasswordForm({ action, email, passwordMin, credentials }: PasswordFormProps) {
  const [timesChanged, setTimesChanged] = useState(0);
  const [state, submit, pending] = useFormAction<FormState>(action, IDLE);
  useEffect(() => {
    if (state.status === "done") setTimesChanged((times) => times + 1);
  }, [state]);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state} keep="password">
      <CardBody key={timesChanged} className="grid gap-4">
        {/* Password managers read from this field whose password it is. */}
        <input type="text" name="username" autoComplete="username" defaultValue={email} hidden readOnly />
        <Field label="Current password" name="currentPassword" error={errors.currentPassword} className="max-w-form">
          {(control) => <PasswordInput {...control} autoComplete="current-password" />}
        </Field>
        <Field
          label="New password"
          name="newPassword"
          error={errors.newPassword}
          help={errors.newPassword ? undefined : `At least ${passwordMin} characters.`}
          className="max-w-form"
        >
          {(control) => <PasswordInput {...control} autoComplete="new-password" />}
        </Field>
        <EndedCredentials {...credentials} />
        <FormNotice message={formMessage(state, FIELDS)} />
      </CardBody>
      <CardFooter>
        <SavedNote {...{ state, pending }} before="A new password ends your other sessions.">
          Password changed. Your other sessions have ended.
        </SavedNote>
        <SubmitButton variant="secondary">Change password</SubmitButton>
      </CardFooter>
    </Form>
  );
}

function EndedCredentials({ apiTokens, keys, apps }: OwnCredentials) {
  return (
    <>
      {apiTokens > 0 && (
        <Checkbox
          name="endApiTokens"
          defaultChecked
          label={`Also end my API tokens (${apiTokens})`}
          help="Scripts that use them are refused from their next request."
        />
      )}
      {keys + apps > 0 && (
        <Checkbox
          name="revokeKeys"
          label={`Also ${endingWords(keys, apps)}`}
          help="Clients that use them are refused from their next request. Keys cannot be restored; apps can sign in again."
        />
      )}
    </>
  );
}

/** Both end together, because both work without the password: "revoke my keys (3) and disconnect my apps (2)". */
function endingWords(keys: number, apps: number): string {
  return [keys > 0 && `revoke my keys (${keys})`, apps > 0 && `disconnect my apps (${apps})`]
    .filter(Boolean)
    .join(" and ");
}
