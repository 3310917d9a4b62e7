"use client";

import { fieldErrors, formMessage } from "#components/form/form-state";
import { NeedsScript } from "#components/frame/needs-script";
import { AccessChoice } from "#components/keys/access-choice";
import { ExpiryChoice } from "#components/keys/expiry-choice";
import { WorkspaceChoice } from "#components/keys/workspace-choice";
import { CardBody, CardFooter } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import type { CreatedKey } from "#lib/keys/dto";
import type { WorkspaceView } from "#lib/workspaces/dto";

const FIELDS = ["name", "workspaceIds", "scopes", "expiresInDays"] as const;

export type CreateKeyAction = (previous: FormState<CreatedKey>, formData: FormData) => Promise<FormState<CreatedKey>>;

type CreateKeyFormProps = {
  workspaces: WorkspaceView[];
  currentWorkspaceId: string;
  action: CreateKeyAction;
  onCreated: (created: CreatedKey) => void;
};

/** Hands what was created to `onCreated` and keeps none of it: the state of this form must never hold a token. */
export function CreateKeyForm({ workspaces, currentWorkspaceId, action, onCreated }: CreateKeyFormProps) {
  const [state, submit] = useFormAction<FormState<CreatedKey>>(async (_previous, formData) => {
    const answer = await action(IDLE, formData);
    if (answer.status !== "done") return answer;
    onCreated(answer.data);
    return IDLE;
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state}>
      <CardBody className="grid gap-5">
        <NeedsScript>Creating and revoking keys needs it: a token is never part of a page.</NeedsScript>
        <Field
          label="Key name"
          name="name"
          optional
          error={errors.name}
          help="Without a name, your list shows how the token starts."
          className="max-w-form"
        >
          {(control) => <Input {...control} autoComplete="off" placeholder="Claude Desktop" />}
        </Field>
        <WorkspaceChoice workspaces={workspaces} currentId={currentWorkspaceId} error={errors.workspaceIds} />
        <AccessChoice error={errors.scopes} />
        <ExpiryChoice error={errors.expiresInDays} />
        <FormNotice message={formMessage(state, FIELDS)} />
      </CardBody>
      <CardFooter>
        <SubmitButton>Create key</SubmitButton>
      </CardFooter>
    </Form>
  );
}
