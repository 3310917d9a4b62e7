"use client";

import { type ReactNode, useCallback, useState } from "react";
import { releaseLeaveGuard, useLeaveGuard } from "#components/keys/reveal/leave-guard";
import { COPY_KEY_ID, SecretField } from "#components/keys/reveal/secret-field";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "#components/ui/dialog";
import { FieldError } from "#components/ui/field";

type SaveSecretDialogProps = {
  title: string;
  description: string;
  secret: string;
  /** Characters at the front that are no secret. */
  prefixLength: number;
  /** What the buttons call it: "secret", "token". */
  noun: string;
  /** What is to be known beside it. */
  children?: ReactNode;
  onClose: () => void;
};

/** Shows a new secret, this one time; closes only after it was copied or the person says that it is saved. */
export function SaveSecretDialog({
  title,
  description,
  secret,
  prefixLength,
  noun,
  children,
  onClose,
}: SaveSecretDialogProps) {
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
        title={title}
        description={description}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          document.getElementById(COPY_KEY_ID)?.focus();
        }}
      >
        <DialogBody className="grid gap-3">
          <SecretField
            token={secret}
            hidden={secret.slice(0, prefixLength) + "•".repeat(secret.length - prefixLength)}
            noun={noun}
            visible={visible}
            onVisible={setVisible}
            onCopied={() => setCopied(true)}
          />
          {children && <div className="text-muted-foreground">{children}</div>}
        </DialogBody>
        <DialogFooter className="justify-between">
          <div className="grid gap-1">
            <Checkbox
              label={`I have saved this ${noun}`}
              checked={confirmed}
              onChange={(event) => setConfirmed(event.target.checked)}
            />
            {reminded && !saved && (
              <FieldError>{`Copy the ${noun} or tick the box first. It is never shown again.`}</FieldError>
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
