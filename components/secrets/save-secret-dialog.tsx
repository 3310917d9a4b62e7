"use client";

import { type ReactNode, useCallback, useState } from "react";
import { releaseLeaveGuard, useLeaveGuard } from "#components/secrets/leave-guard";
import { SavedBox } from "#components/secrets/saved-box";
import { COPY_SECRET_ID, SecretField } from "#components/secrets/secret-field";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "#components/ui/dialog";

type SaveSecretDialogProps = {
  title: string;
  description: string;
  secret: string;
  /** The number of characters at the start that are not secret. */
  prefixLength: number;
  /** What the buttons call the secret: "secret", "token". */
  noun: string;
  /** Further information, shown below the secret. */
  children?: ReactNode;
  onClose: () => void;
};

/** Shows a new secret once. Closes only after it was copied or the person says it is saved. */
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
          document.getElementById(COPY_SECRET_ID)?.focus();
        }}
      >
        <DialogBody className="grid gap-3">
          <SecretField
            secret={secret}
            hidden={secret.slice(0, prefixLength) + "•".repeat(secret.length - prefixLength)}
            noun={noun}
            visible={visible}
            onVisible={setVisible}
            onCopied={() => setCopied(true)}
          />
          {children && <div className="text-muted-foreground">{children}</div>}
        </DialogBody>
        <DialogFooter className="justify-between">
          <SavedBox noun={noun} checked={confirmed} onChecked={setConfirmed} reminder={reminded && !saved} />
          <Button variant="primary" disabled={!saved} onClick={close}>
            Done
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
