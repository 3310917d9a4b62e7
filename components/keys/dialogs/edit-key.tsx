"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { PROOF_FIELDS, ProofFields } from "#components/auth/proof-fields";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { keyLabel } from "#components/keys/facts/key-label";
import { type Noun, nounOf } from "#components/keys/facts/noun";
import { type Editing, useKeyEditing } from "#components/keys/form/key-choices";
import { KEY_FIELDS, KeyFields } from "#components/keys/form/key-fields";
import { useKeyDraft } from "#components/keys/form/use-key-draft";
import { KeyPreview } from "#components/keys/preview/key-preview";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import { isUsable } from "#lib/keys/access/status";
import { draftOf } from "#lib/keys/settings/draft";
import type { KeyChoices, KeyView } from "#lib/keys/view/dto";

const FIELDS = [...KEY_FIELDS, ...PROOF_FIELDS] as const;

type EditKeyProps = { keyView: KeyView; open: boolean; onOpenChange: (open: boolean) => void };

/** Whether a key can be edited. A legacy token cannot: its owner replaces it by a key. */
export function canEdit(key: KeyView): boolean {
  return isUsable(key.status) && !key.isLegacy;
}

const STAYS: Record<Noun, string> = { key: "The token stays the same.", app: "The app stays connected." };

/** The name of the form that edits a key, under which what was typed is kept. */
export function draftName({ id }: KeyView): string {
  return `edit ${id}`;
}

/** The button that opens the form for a key. */
export function EditKey({ keyView }: { keyView: KeyView }) {
  const [open, setOpen] = useState(false);
  if (!canEdit(keyView)) return null;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Pencil aria-hidden />
        Edit
      </Button>
      <EditKeyDialog keyView={keyView} open={open} onOpenChange={setOpen} />
    </>
  );
}

/** Changes the name, access and reach of a key. Its token stays the same. */
export function EditKeyDialog({ keyView: key, open, onOpenChange }: EditKeyProps) {
  const editing = useKeyEditing();
  if (!editing) return null;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} keep={draftName(key)}>
      <DialogContent
        wide
        title={`Edit ${keyLabel(key)}`}
        description={`${STAYS[nounOf(key)]} Access that you remove is gone with the next request.`}
        // A click outside the dialog must not discard the input.
        onInteractOutside={(event) => event.preventDefault()}
      >
        <EditKeyForm keyView={key} {...editing} onSaved={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

type EditKeyFormProps = Editing & { keyView: KeyView; onSaved: () => void };

function EditKeyForm({ keyView: key, updateAction, serviceWorkspaceId, onSaved, ...editing }: EditKeyFormProps) {
  const choices = key.app ? { ...editing.choices, client: key.app } : editing.choices;
  const [state, submit] = useFormAction<FormState>(async (previous, formData) => {
    const next = await updateAction(previous, formData);
    if (next.status === "done") onSaved();
    return next;
  }, IDLE);
  const initial = draftOf(key);
  const fields = useKeyDraft(choices, initial);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state} keep={draftName(key)} className="flex min-h-0 flex-col">
      <DialogBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <input type="hidden" name="keyId" value={key.id} />
        <KeyFields
          {...fields}
          name={key.name}
          noun={nounOf(key)}
          isService={serviceWorkspaceId !== undefined}
          choices={withoutDetached(choices, key)}
          firstIds={initial.workspaceIds}
          errors={errors}
        />
        <KeyPreview noun={nounOf(key)} request={{ keyId: key.id, workspace: serviceWorkspaceId, ...fields.settled }} />
        <ProofFields errors={errors} />
        <FormNotice message={formMessage(state, FIELDS)} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Save changes</SubmitButton>
      </DialogFooter>
    </Form>
  );
}

/** Leaves out the workspaces that an admin detached from the key, because the owner cannot add them again. */
function withoutDetached(choices: KeyChoices, key: KeyView): KeyChoices {
  const detached = key.workspaces.filter((workspace) => workspace.detached).map((workspace) => workspace.id);
  return { ...choices, workspaces: choices.workspaces.filter((workspace) => !detached.includes(workspace.id)) };
}
