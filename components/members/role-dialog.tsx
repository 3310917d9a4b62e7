"use client";

import { useState } from "react";
import { PROOF_FIELDS, ProofFields } from "#components/auth/proof-fields";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { RevokedInvitations } from "#components/members/revoked-invitations";
import { ROLE_MEANINGS, rolesToGive } from "#components/members/roles";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog";
import { Fieldset } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { Radio, RadioGroup } from "#components/ui/radio-group";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { ROLE_LABELS, type Role } from "#lib/auth/permissions";
import { type FormState, IDLE } from "#lib/form";
import type { InvitationView, MemberView } from "#lib/members/dto";

type RoleDialogProps = {
  member: MemberView;
  myRole: Role;
  /** The pending invitations that this member sent. */
  invitations: readonly InvitationView[];
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  onClose: () => void;
};

/** Asks for the new role of a member. */
export function RoleDialog({ member, myRole, invitations, action, onClose }: RoleDialogProps) {
  const [chosen, setChosen] = useState(member.role);
  const [state, submit] = useFormAction<FormState>(async (previous, formData) => {
    const next = await action(previous, formData);
    if (next.status === "done") onClose();
    return next;
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={`Change ${member.name}'s role`} onOpenAutoFocus={focusChecked}>
        <Form action={submit} state={state} className="flex min-h-0 flex-col">
          <DialogBody className="grid gap-3">
            <input type="hidden" name="userId" value={member.userId} />
            <Fieldset label={<span className="sr-only">Role</span>}>
              <RadioGroup className="sm:grid-cols-1">
                {rolesToGive(myRole).map((role) => (
                  <Radio
                    key={role}
                    name="role"
                    value={role}
                    label={ROLE_LABELS[role]}
                    help={ROLE_MEANINGS[role]}
                    checked={role === chosen}
                    onChange={() => setChosen(role)}
                  />
                ))}
              </RadioGroup>
            </Fieldset>
            <RevokedInvitations invitations={invitations} newRole={chosen} />
            <ProofFields errors={errors} />
            <FormNotice message={formMessage(state, PROOF_FIELDS)} />
          </DialogBody>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <SubmitButton>Change role</SubmitButton>
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  );
}

/** Starts the focus on the role that the member has, so that the arrow keys continue from there. */
function focusChecked(event: Event): void {
  const checked = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("input:checked");
  if (!checked) return;
  event.preventDefault();
  checked.focus();
}
