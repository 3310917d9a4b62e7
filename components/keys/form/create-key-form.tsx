"use client";

import { useState } from "react";
import { PROOF_FIELDS, ProofFields } from "#components/auth/proof-fields";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { NeedsScript } from "#components/frame/page/needs-script";
import { ExpiryChoice } from "#components/keys/form/expiry-choice";
import { KEY_FIELDS, KeyFields } from "#components/keys/form/key-fields";
import { useKeyDraft } from "#components/keys/form/use-key-draft";
import { KeyPreview } from "#components/keys/preview/key-preview";
import { CardBody, CardFooter } from "#components/ui/card";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import { newDraft } from "#lib/keys/settings/draft";
import { expiryOptions, restrictExpiry, typedDays } from "#lib/keys/settings/expiry-options";
import { EXPIRES_IN_DAYS_DEFAULT } from "#lib/keys/settings/limits";
import type { CreatedKey, KeyChoices } from "#lib/keys/view/dto";
import { allowanceFor } from "#lib/policy/allowance";

const FIELDS = [...KEY_FIELDS, "expiresInDays", ...PROOF_FIELDS] as const;

export type CreateKeyAction = (previous: FormState<CreatedKey>, formData: FormData) => Promise<FormState<CreatedKey>>;

type CreateKeyFormProps = {
  choices: KeyChoices;
  currentWorkspaceId: string;
  /** Whether the current workspace will own the key. */
  isService: boolean;
  action: CreateKeyAction;
  onCreated: (created: CreatedKey) => void;
};

/** Creates a key and gives it to `onCreated`. The state of this form must never hold a token. */
export function CreateKeyForm({ choices, currentWorkspaceId, isService, action, onCreated }: CreateKeyFormProps) {
  const [state, submit] = useFormAction<FormState<CreatedKey>>(async (_previous, formData) => {
    const answer = await action(IDLE, formData);
    if (answer.status !== "done") return answer;
    onCreated(answer.data);
    return IDLE;
  }, IDLE);
  const isClosed = allowanceFor(choices.demands, [currentWorkspaceId]).closed.length > 0;
  const fields = useKeyDraft(choices, newDraft(isClosed ? [] : [currentWorkspaceId]));
  const [expiry, setExpiry] = useState({ expires: String(EXPIRES_IN_DAYS_DEFAULT), days: "" });
  const options = expiryOptions(fields.offered.allowance);
  const expires = restrictExpiry(expiry.expires, options);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state} keep={isService ? "service-key" : "key"}>
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <NeedsScript>
          Creating and revoking keys needs JavaScript, because the HTML of a page never contains a token.
        </NeedsScript>
        <KeyFields {...fields} {...{ choices, isService, errors }} name={null} firstIds={[currentWorkspaceId]} />
        <ExpiryChoice
          choice={expires}
          days={expiry.days}
          onChange={(change) => setExpiry({ ...expiry, ...change })}
          options={options}
          allowance={fields.offered.allowance}
          error={errors.expiresInDays}
        />
        <KeyPreview
          request={{
            keyId: null,
            workspace: isService ? currentWorkspaceId : undefined,
            ...fields.settled,
            expiresInDays:
              expires === "never" ? null : typedDays(expires === "custom" ? expiry.days : expires, options),
          }}
        />
        <div className="max-w-form empty:hidden">
          <ProofFields errors={errors} />
        </div>
        <FormNotice message={formMessage(state, FIELDS)} />
      </CardBody>
      <CardFooter>
        <SubmitButton>{isService ? "Create service key" : "Create key"}</SubmitButton>
      </CardFooter>
    </Form>
  );
}
