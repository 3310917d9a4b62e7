"use client";

import { fieldErrors, formMessage } from "#components/form/form-state";
import { keyLabel } from "#components/keys/key-label";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import type { ServiceKeyView } from "#lib/keys/dto";
import { KEY_NAME_MAX } from "#lib/keys/limits";

export type RenameServiceKeyAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type RenameServiceKeyProps = {
  keyView: ServiceKeyView;
  action: RenameServiceKeyAction;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** Asks for another name. */
export function RenameServiceKey({ open, onOpenChange, ...form }: RenameServiceKeyProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={`Rename ${keyLabel(form.keyView)}`}>
        <RenameForm {...form} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

type RenameFormProps = Pick<RenameServiceKeyProps, "keyView" | "action"> & { onDone: () => void };

function RenameForm({ keyView: key, action, onDone }: RenameFormProps) {
  const [state, submit] = useFormAction<FormState>(async (previous, formData) => {
    const answer = await action(previous, formData);
    if (answer.status === "done") onDone();
    return answer;
  }, IDLE);
  return (
    <Form action={submit} state={state}>
      <DialogBody className="grid gap-4">
        <input type="hidden" name="keyId" value={key.id} />
        <Field label="Key name" name="name" required error={fieldErrors(state).name}>
          {(control) => (
            <Input {...control} defaultValue={key.name ?? ""} maxLength={KEY_NAME_MAX} autoComplete="off" />
          )}
        </Field>
        <FormNotice message={formMessage(state, ["name"])} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Save name</SubmitButton>
      </DialogFooter>
    </Form>
  );
}
