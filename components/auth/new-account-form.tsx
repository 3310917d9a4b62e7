"use client";

import { leaveFor, signInWithPassword } from "#components/auth/sign-in-client";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { NeedsScript } from "#components/frame/page/needs-script";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { PasswordInput } from "#components/ui/password-input";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";

/** The path to open after the account was created and signed in. */
export type NewAccountState = FormState<{ path: string }>;

const FIELDS = ["name", "email", "password", "workspaceName"];

type NewAccountFormProps = {
  action: (previous: NewAccountState, formData: FormData) => Promise<NewAccountState>;
  submitLabel: string;
  /** In characters. It is a prop, so that the browser does not load the schema and its library. */
  passwordMin: number;
  /** The email of an invitation. The person cannot change it. */
  fixedEmail?: string;
  /** The path to open instead of the one that the action names. */
  nextPath?: string;
  /** Also asks for the name of a first workspace. */
  withWorkspace?: boolean;
};

/** Creates an account, signs in with the email and password that were typed, and opens the next page. */
export function NewAccountForm(props: NewAccountFormProps) {
  const { action, submitLabel, passwordMin, fixedEmail, nextPath, withWorkspace = false } = props;
  const [state, submit] = useFormAction<NewAccountState>(async (previous, formData) => {
    const next = await action(previous, formData);
    if (next.status !== "done") return next;
    const outcome = await signInWithPassword(String(formData.get("email")), String(formData.get("password")));
    return leaveFor(outcome === "ok" ? (nextPath ?? next.data.path) : "/sign-in");
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Form
      action={submit}
      state={state}
      keep={fixedEmail ? `account of ${fixedEmail}` : "account"}
      className="grid gap-4"
    >
      <NeedsScript>Creating an account needs JavaScript. Without it, nothing is sent.</NeedsScript>
      <Field label="Your name" name="name" error={errors.name}>
        {(control) => <Input {...control} autoComplete="name" autoFocus />}
      </Field>
      <Field label="Email" name="email" error={errors.email}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            spellCheck={false}
            readOnly={fixedEmail !== undefined}
            defaultValue={fixedEmail}
          />
        )}
      </Field>
      <Field
        label="Password"
        name="password"
        error={errors.password}
        help={errors.password ? undefined : `At least ${passwordMin} characters.`}
      >
        {(control) => <PasswordInput {...control} autoComplete="new-password" />}
      </Field>
      {withWorkspace && (
        <Field
          label="Workspace name"
          name="workspaceName"
          error={errors.workspaceName}
          help="Your team or company. Others can be added later."
        >
          {(control) => <Input {...control} autoComplete="organization" />}
        </Field>
      )}
      <FormNotice message={formMessage(state, FIELDS)} />
      <SubmitButton className="w-full">{submitLabel}</SubmitButton>
    </Form>
  );
}
