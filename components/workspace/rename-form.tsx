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
import type { WorkspaceView } from "#lib/workspaces/dto";

type RenameFormProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  workspace: WorkspaceView;
  /** Whether the person may rename the workspace. */
  editable: boolean;
};

/** Shows the name and the address of a workspace. Admins can change the name. */
export function RenameForm({ action, workspace, editable }: RenameFormProps) {
  const [state, submit, pending] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state} keep="workspace-name">
      <CardBody className="grid gap-4">
        <Field label="Workspace name" name="name" error={fieldErrors(state).name}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              defaultValue={workspace.name}
              readOnly={!editable}
              className="max-w-form"
            />
          )}
        </Field>
        <Field
          label="Address"
          name="slug"
          help="Clients see it before a tool's name when a key reaches several workspaces. It stays the same when you rename the workspace."
        >
          {(control) => (
            <Input {...control} readOnly defaultValue={workspace.slug} className="max-w-form font-mono text-sm" />
          )}
        </Field>
        <FormNotice message={formMessage(state, ["name"])} />
      </CardBody>
      <CardFooter>
        {editable ? (
          <>
            <SavedNote {...{ state, pending }}>Workspace renamed</SavedNote>
            <SubmitButton variant="secondary">Save name</SubmitButton>
          </>
        ) : (
          <span className="mr-auto">Only owners and admins can rename a workspace.</span>
        )}
      </CardFooter>
    </Form>
  );
}
