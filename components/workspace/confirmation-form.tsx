"use client";

import { formMessage } from "#components/form/form-state";
import { SavedNote } from "#components/form/saved-note";
import { CardBody, CardFooter } from "#components/ui/card";
import { Checkbox } from "#components/ui/checkbox";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";

type ConfirmationFormProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  confirmDestructive: boolean;
  /** Whether the person may change it; otherwise it is only shown. */
  editable: boolean;
};

/** Whether people are asked before their clients call destructive tools. */
export function ConfirmationForm({ action, confirmDestructive, editable }: ConfirmationFormProps) {
  const [state, submit, pending] = useFormAction<FormState>(action, IDLE);
  return (
    <Form action={submit} state={state}>
      <CardBody className="grid gap-4">
        <Checkbox
          name="confirmDestructive"
          defaultChecked={confirmDestructive}
          disabled={!editable}
          label="Ask before destructive tools"
          help="People see each call in their client and have to agree to it. A client that cannot ask is refused, and told what an admin can do. To allow one tool alone, set it to “Writing” on its server's page."
          className="max-w-form"
        />
        <FormNotice message={formMessage(state, [])} />
      </CardBody>
      <CardFooter>
        {editable ? (
          <>
            <SavedNote {...{ state, pending }}>Choice saved</SavedNote>
            <SubmitButton variant="secondary">Save choice</SubmitButton>
          </>
        ) : (
          <span className="mr-auto">Only owners and admins can change this.</span>
        )}
      </CardFooter>
    </Form>
  );
}
