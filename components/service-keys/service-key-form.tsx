"use client";

import { useState } from "react";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { NeedsScript } from "#components/frame/needs-script";
import type { CreateKeyAction } from "#components/keys/create-key-form";
import { ExpiryChoice } from "#components/keys/expiry-choice";
import { LimitFields } from "#components/keys/limit-fields";
import { useKeyDraft } from "#components/keys/use-key-draft";
import { CardBody, CardFooter } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import type { CreatedKey, KeyChoices } from "#lib/keys/dto";
import { expiryOptions, settleExpiry } from "#lib/keys/expiry-options";
import { newDraft } from "#lib/keys/key-draft";
import { EXPIRES_IN_DAYS_DEFAULT, KEY_NAME_MAX } from "#lib/keys/limits";

const FIELDS = ["name", "environment", "serverIds", "scopes", "expiresInDays"] as const;

type ServiceKeyFormProps = { choices: KeyChoices; action: CreateKeyAction; onCreated: (created: CreatedKey) => void };

/** As the form of a person's key, without a choice of workspaces. Keeps nothing of what was created. */
export function ServiceKeyForm({ choices, action, onCreated }: ServiceKeyFormProps) {
  const [state, submit] = useFormAction<FormState<CreatedKey>>(async (_previous, formData) => {
    const answer = await action(IDLE, formData);
    if (answer.status !== "done") return answer;
    onCreated(answer.data);
    return IDLE;
  }, IDLE);
  const fields = useKeyDraft(choices, newDraft(choices.workspaces.map((workspace) => workspace.id)));
  const [expiry, setExpiry] = useState({ expires: String(EXPIRES_IN_DAYS_DEFAULT), days: "" });
  const options = expiryOptions(fields.offered.allowance);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state}>
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <NeedsScript>Creating and revoking keys needs it: a token is never part of a page.</NeedsScript>
        <Field label="Key name" name="name" required error={errors.name} className="max-w-form">
          {(control) => <Input {...control} maxLength={KEY_NAME_MAX} autoComplete="off" placeholder="Nightly report" />}
        </Field>
        <LimitFields {...fields} choices={choices} errors={errors} />
        <ExpiryChoice
          choice={settleExpiry(expiry.expires, options)}
          days={expiry.days}
          onChange={(change) => setExpiry({ ...expiry, ...change })}
          options={options}
          allowance={fields.offered.allowance}
          error={errors.expiresInDays}
        />
        <FormNotice message={formMessage(state, FIELDS)} />
      </CardBody>
      <CardFooter>
        <SubmitButton>Create service key</SubmitButton>
      </CardFooter>
    </Form>
  );
}
