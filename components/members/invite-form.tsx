"use client";

import { useState } from "react";
import { PROOF_FIELDS, ProofFields } from "#components/auth/proof-fields";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { CopyField } from "#components/ui/copy-field";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { ROLE_LABELS, type Role } from "#lib/auth/permissions";
import { type FormState, IDLE } from "#lib/form";

/** A new invitation with its link, which is shown only once. */
export type InvitationLink = { url: string; mailed: boolean; email: string; days: number };

type InviteFormProps = {
  action: (previous: FormState<InvitationLink>, formData: FormData) => Promise<FormState<InvitationLink>>;
  /** The roles that this person may give. */
  roles: Role[];
};

/** Creates an invitation. The link then appears below the form, and the form is empty for the next person. */
export function InviteForm({ action, roles }: InviteFormProps) {
  const [invited, setInvited] = useState<InvitationLink[]>([]);
  const [state, submit] = useFormAction<FormState<InvitationLink>>(async (previous, formData) => {
    const next = await action(previous, formData);
    if (next.status === "done") setInvited((links) => [next.data, ...links]);
    return next;
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <div className="grid gap-4">
      <Form key={invited.length} action={submit} state={state} keep="invitation" className="grid gap-3">
        <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_9rem_auto]">
          <Field label="Email" name="email" error={errors.email}>
            {(control) => <Input {...control} type="email" autoComplete="off" placeholder="grace@example.com" />}
          </Field>
          <Field label="Role" name="role" error={errors.role}>
            {(control) => (
              <Select {...control} defaultValue="member">
                {roles.map((role) => (
                  <option key={role} value={role}>
                    {ROLE_LABELS[role]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <SubmitButton className="sm:mt-7">Create invitation</SubmitButton>
        </div>
        <div className="max-w-form empty:hidden">
          <ProofFields errors={errors} />
        </div>
        <FormNotice message={formMessage(state, ["email", "role", ...PROOF_FIELDS])} />
      </Form>
      <div role="status" className="grid gap-3 empty:hidden">
        {invited.map((link) => (
          <NewInvitation key={link.url} link={link} />
        ))}
      </div>
    </div>
  );
}

function NewInvitation({ link }: { link: InvitationLink }) {
  const { email, url, mailed, days } = link;
  return (
    <div className="grid gap-2 rounded-md border bg-muted p-3">
      <p>
        {mailed ? "Mailed to " : "Send this link to "}
        <span className="break-all font-medium">{email}</span>
        {mailed ? ". You can also pass on the link. " : ". "}
        It works once, for {days} days, and is not shown again.
      </p>
      <CopyField value={url} label="Copy link" accessibleLabel={`Copy link for ${email}`} />
    </div>
  );
}
