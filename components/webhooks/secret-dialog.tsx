"use client";

import { useCallback, useState } from "react";
import { releaseLeaveGuard, useLeaveGuard } from "#components/keys/leave-guard";
import { COPY_KEY_ID, SecretField } from "#components/keys/secret-field";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "#components/ui/dialog";
import { FieldError } from "#components/ui/field";
import type { CreatedWebhook } from "#lib/webhooks/dto";

const PREFIX_LENGTH = "whsec_".length;

type SecretDialogProps = { created: CreatedWebhook; onClose: () => void };

/** Shows a new secret, this one time; closes only after it was copied or the person says that it is saved. */
export function SecretDialog({ created: { secret }, onClose }: SecretDialogProps) {
  const [copied, setCopied] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [reminded, setReminded] = useState(false);
  const [visible, setVisible] = useState(false);
  const saved = copied || confirmed;
  const remind = useCallback(() => setReminded(true), []);
  useLeaveGuard(!saved, remind);
  const close = () => {
    releaseLeaveGuard();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        wide
        dismissible={saved}
        title="Save the signing secret"
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          document.getElementById(COPY_KEY_ID)?.focus();
        }}
        description="This is the only time it is shown. The receiver needs it to tell Latchkey's messages from forged ones."
      >
        <DialogBody className="grid gap-3">
          <SecretField
            token={secret}
            hidden={secret.slice(0, PREFIX_LENGTH) + "•".repeat(secret.length - PREFIX_LENGTH)}
            noun="secret"
            visible={visible}
            onVisible={setVisible}
            onCopied={() => setCopied(true)}
          />
          <p className="text-muted-foreground">
            Messages are signed as Standard Webhooks says, so its libraries verify them with this secret as it is.
          </p>
        </DialogBody>
        <DialogFooter className="justify-between">
          <div className="grid gap-1">
            <Checkbox
              label="I have saved this secret"
              checked={confirmed}
              onChange={(event) => setConfirmed(event.target.checked)}
            />
            {reminded && !saved && (
              <FieldError>Copy the secret or tick the box first. It is never shown again.</FieldError>
            )}
          </div>
          <Button variant="primary" disabled={!saved} onClick={close}>
            Done
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
