"use client";

import { formMessage } from "#components/form/form-state";
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
import type { MemberView } from "#lib/members/dto";

type RoleDialogProps = {
  member: MemberView;
  myRole: Role;
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  onClose: () => void;
};

/** Asks for the new role of a member. */
export function RoleDialog({ member, myRole, action, onClose }: RoleDialogProps) {
  const [state, submit] = useFormAction<FormState>(async (previous, formData) => {
    const next = await action(previous, formData);
    if (next.status === "done") onClose();
    return next;
  }, IDLE);
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
                    defaultChecked={role === member.role}
                  />
                ))}
              </RadioGroup>
            </Fieldset>
            <FormNotice message={formMessage(state, [])} />
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
