"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { PROOF_FIELDS, ProofFields } from "#components/auth/proof-fields";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { RotateExpiry } from "#components/keys/dialogs/rotate-expiry";
import { RotateOverlap } from "#components/keys/dialogs/rotate-overlap";
import { keyLabel } from "#components/keys/facts/key-label";
import { useReveal } from "#components/keys/reveal/reveal-host";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import { rotationBar } from "#lib/keys/life/rotation";
import type { CreatedKey, KeyView } from "#lib/keys/view/dto";

export type RotateKeyAction = (previous: FormState<CreatedKey>, formData: FormData) => Promise<FormState<CreatedKey>>;

type RotateKeyProps = { keyView: KeyView; action: RotateKeyAction };

/** Whether to offer a rotation. The server checks again. */
export function canRotate({ app, status, isLegacy, replacedBy }: KeyView): boolean {
  return rotationBar({ isApp: app !== null, status, isLegacy, isReplaced: replacedBy !== null }) === null;
}

/** The button that rotates a key, after asking. */
export function RotateKey({ keyView: key, action }: RotateKeyProps) {
  const [open, setOpen] = useState(false);
  if (!canRotate(key)) return null;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)} aria-label={`Rotate ${keyLabel(key)}`}>
        <RefreshCw aria-hidden />
        Rotate
      </Button>
      <RotateKeyDialog keyView={key} action={action} open={open} onOpenChange={setOpen} />
    </>
  );
}

type RotateKeyDialogProps = RotateKeyProps & { open: boolean; onOpenChange: (open: boolean) => void };

/** Asks how long the old token works and when the new key expires, then rotates the key. */
export function RotateKeyDialog({ open, onOpenChange, ...question }: RotateKeyDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={`Rotate ${keyLabel(question.keyView)}?`}
        description="You get a new token with the same name, access and workspaces. Put it into every client that uses this key."
      >
        <RotateForm {...question} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

/** Gives the new token to the reveal dialog. The state of this form must never hold a token. */
function RotateForm({ keyView: key, action, onDone }: RotateKeyProps & { onDone: () => void }) {
  const reveal = useReveal();
  const [state, submit] = useFormAction<FormState<CreatedKey>>(async (_previous, formData) => {
    const answer = await action(IDLE, formData);
    if (answer.status !== "done") return answer;
    onDone();
    reveal(answer.data);
    return IDLE;
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state} className="flex min-h-0 flex-col">
      <input type="hidden" name="keyId" value={key.id} />
      <DialogBody className="grid gap-5">
        <RotateOverlap expiresAt={key.expiresAt} error={errors.overlap} />
        <RotateExpiry keyView={key} error={errors.expiresInDays} />
        <ProofFields errors={errors} />
        <FormNotice message={formMessage(state, ["overlap", "expiresInDays", ...PROOF_FIELDS])} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Rotate key</SubmitButton>
      </DialogFooter>
    </Form>
  );
}
