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
import { waitTime } from "#lib/format/dates";

const FIELDS = ["email", "password"];

/** Signs in with email and password, then opens `returnTo`, a path of this site. */
export function SignInForm({ returnTo }: { returnTo: string }) {
  const [state, submit] = useFormAction<FormState>(async (_previous, formData) => {
    const email = String(formData.get("email") ?? "").trim();
    const password = String(formData.get("password") ?? "");
    if (!email) return refused({ email: "Enter your email." });
    if (!password) return refused({ password: "Enter your password." });
    const outcome = await signInWithPassword(email, password);
    if (outcome === "ok") return leaveFor(returnTo);
    if (outcome === "wrong") return refused({ password: "Email and password do not match." });
    if (outcome === "failed") return refused({}, "The server could not sign you in. Try again in a moment.");
    if ("unavailable" in outcome) return refused({}, outcome.unavailable);
    return refused({}, `Too many failed attempts. Try again ${waitTime(outcome.throttledSeconds, new Date())}.`);
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state} className="grid gap-4">
      <NeedsScript>Signing in with a password needs JavaScript. Without it, nothing is sent.</NeedsScript>
      <Field label="Email" name="email" error={errors.email}>
        {(control) => <Input {...control} type="email" autoComplete="username" autoFocus spellCheck={false} />}
      </Field>
      <Field label="Password" name="password" error={errors.password}>
        {(control) => <PasswordInput {...control} autoComplete="current-password" />}
      </Field>
      <FormNotice message={formMessage(state, FIELDS)} />
      <SubmitButton className="w-full">Sign in</SubmitButton>
    </Form>
  );
}

function refused(fields: Record<string, string>, message = ""): FormState {
  return { status: "error", message, fields };
}
