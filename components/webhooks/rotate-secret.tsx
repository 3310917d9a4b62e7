"use client";

import { useState } from "react";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { useClock } from "#components/time/clock-provider";
import { ExactTime } from "#components/time/exact-time";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { webhookName } from "#components/webhooks/event-words";
import { SecretDialog } from "#components/webhooks/secret-dialog";
import type { RotateSecretAction } from "#components/webhooks/webhook-actions";
import { type FormState, IDLE } from "#lib/form";
import type { WebhookView } from "#lib/webhooks/dto";
import { oldSecretEnd, type SecretOverlap } from "#lib/webhooks/settings/old-secret";

type RotateSecretProps = {
  webhook: WebhookView;
  action: RotateSecretAction;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** Asks how long the old secret keeps working, then shows the new secret once. */
export function RotateSecret({ webhook, action, open, onOpenChange }: RotateSecretProps) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange}>
        <DialogContent
          title={`Rotate the secret of ${webhookName(webhook)}?`}
          description="You get a new signing secret. Put it into the receiver."
        >
          <RotateForm
            action={action}
            isOverlapping={webhook.oldSecretUntil !== null}
            onRotated={(rotated) => {
              onOpenChange(false);
              setSecret(rotated);
            }}
          />
        </DialogContent>
      </Dialog>
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

type RotateFormProps = {
  action: RotateSecretAction;
  /** Whether the secret from before the last rotation still signs messages. It stops with this rotation. */
  isOverlapping: boolean;
  onRotated: (secret: string) => void;
};

/** Rotates the secret and gives the new one to `onRotated`. The state of this form must never hold a secret. */
function RotateForm({ action, isOverlapping, onRotated }: RotateFormProps) {
  const [overlap, setOverlap] = useState<SecretOverlap>("24_hours");
  const [state, submit] = useFormAction<FormState<{ secret: string }>>(async (_previous, formData) => {
    const answer = await action(IDLE, formData);
    if (answer.status !== "done") return answer;
    onRotated(answer.data.secret);
    return IDLE;
  }, IDLE);
  return (
    <Form action={submit} state={state}>
      <DialogBody className="grid gap-4">
        <Field
          label="Old secret"
          name="overlap"
          error={fieldErrors(state).overlap}
          help={<OldSecret overlap={overlap} isOverlapping={isOverlapping} />}
        >
          {(control) => (
            <Select {...control} value={overlap} onChange={(event) => setOverlap(event.target.value as SecretOverlap)}>
              <option value="24_hours">Works for 24 hours more</option>
              <option value="none">Ends now</option>
            </Select>
          )}
        </Field>
        <FormNotice message={formMessage(state, ["overlap"])} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Rotate secret</SubmitButton>
      </DialogFooter>
    </Form>
  );
}

function OldSecret({ overlap, isOverlapping }: { overlap: SecretOverlap; isOverlapping: boolean }) {
  const { now } = useClock();
  const end = oldSecretEnd(overlap, now);
  if (!end) return <span>A receiver that still uses it refuses the messages from now on.</span>;
  return (
    <>
      <span key="until">
        Messages carry both signatures until <ExactTime at={end} />.
      </span>
      {isOverlapping && <span> The secret from before the last rotation ends now.</span>}
    </>
  );
}
