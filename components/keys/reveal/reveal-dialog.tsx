"use client";

import { useCallback, useState } from "react";
import { SetupTabs } from "#components/clients/setup-tabs";
import { ConnectionStatus } from "#components/connection/connection-status";
import { useConnection } from "#components/connection/use-connection";
import { YOUR_KEYS_ID } from "#components/keys/facts/your-keys-heading";
import { hideToken } from "#components/keys/reveal/hide-token";
import { releaseLeaveGuard, useLeaveGuard } from "#components/keys/reveal/leave-guard";
import { COPY_KEY_ID, SecretField } from "#components/keys/reveal/secret-field";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "#components/ui/dialog";
import { FieldError } from "#components/ui/field";
import type { CreatedKey } from "#lib/keys/view/dto";

type RevealDialogProps = { created: CreatedKey; endpoint: string; onClose: () => void };

/**
 * Shows a new token, this one time. It closes only after the token was copied or the person says it is saved;
 * its owner drops the token with it.
 */
export function RevealDialog({ created, endpoint, onClose }: RevealDialogProps) {
  const [copied, setCopied] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [reminded, setReminded] = useState(false);
  const connection = useConnection(created.key.id, new Date(created.key.createdAt).toISOString());
  // Whoever has connected a client with it has put it somewhere.
  const saved = copied || confirmed || Boolean(connection.answer?.connected);
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
        // Held at the top: tabs of different length must not move the row of tabs away from the pointer.
        className="top-[max(1rem,6dvh)] max-h-[calc(100dvh-2*max(1rem,6dvh))] translate-y-0"
        title="Save your key"
        description="This is the only time it is shown. Treat it like a password."
        onOpenAutoFocus={(event) => focusInstead(event, COPY_KEY_ID)}
        onCloseAutoFocus={(event) => focusInstead(event, YOUR_KEYS_ID)}
      >
        <RevealBody created={created} endpoint={endpoint} onCopied={() => setCopied(true)} />
        {/* Beside what scrolls, so that it is seen when it changes. */}
        <div className="border-t px-5 py-3">
          <ConnectionStatus {...connection} waiting="Waiting for the first connection…" />
        </div>
        <DialogFooter className="justify-between">
          <SavedBox checked={confirmed} onChecked={setConfirmed} reminder={reminded && !saved} />
          <Button variant="primary" disabled={!saved} onClick={close}>
            Done
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

type RevealBodyProps = { created: CreatedKey; endpoint: string; onCopied: () => void };

/** The token and the set-up of each client with it, both behind the same eye. */
function RevealBody({ created: { token, key }, endpoint, onCopied }: RevealBodyProps) {
  const [visible, setVisible] = useState(false);
  const hidden = hideToken(token, key.mask);
  const onRefused = () => setVisible(true);
  return (
    <DialogBody className="grid gap-5">
      <SecretField {...{ token, hidden, visible, onCopied }} onVisible={setVisible} />
      <section aria-labelledby="connect-a-client" className="grid min-w-0 gap-2">
        <h3 id="connect-a-client">Connect a client</h3>
        <SetupTabs
          endpoint={endpoint}
          token={token}
          shownToken={visible ? token : hidden}
          {...{ onCopied, onRefused }}
        />
      </section>
    </DialogBody>
  );
}

type SavedBoxProps = { checked: boolean; onChecked: (checked: boolean) => void; reminder: boolean };

function SavedBox({ checked, onChecked, reminder }: SavedBoxProps) {
  return (
    <div className="grid gap-1">
      <Checkbox label="I have saved this key" checked={checked} onChange={(event) => onChecked(event.target.checked)} />
      {reminder && <FieldError>Copy the key or tick the box first. It is never shown again.</FieldError>}
    </div>
  );
}

function focusInstead(event: Event, id: string): void {
  const target = document.getElementById(id);
  if (!target) return;
  event.preventDefault();
  target.focus();
}
