"use client";

import { useCallback, useState } from "react";
import { SetupTabs } from "#components/clients/setup-tabs";
import { ConnectionStatus } from "#components/connection/connection-status";
import { useConnection } from "#components/connection/use-connection";
import { YOUR_KEYS_ID } from "#components/keys/facts/list-ids";
import { hideToken } from "#components/keys/reveal/hide-token";
import { releaseLeaveGuard, useLeaveGuard } from "#components/secrets/leave-guard";
import { SavedBox } from "#components/secrets/saved-box";
import { COPY_SECRET_ID, SecretField } from "#components/secrets/secret-field";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "#components/ui/dialog";
import type { CreatedKey } from "#lib/keys/view/dto";

type RevealDialogProps = { created: CreatedKey; endpoint: string; onClose: () => void };

/**
 * Shows a new token once. The dialog closes only after the person has copied the token, has
 * said that it is saved, or has connected a client with it. `onClose` must then forget the token.
 */
export function RevealDialog({ created, endpoint, onClose }: RevealDialogProps) {
  const [copied, setCopied] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [reminded, setReminded] = useState(false);
  const connection = useConnection(created.key.id, new Date(created.key.createdAt).toISOString());
  // A client that has connected holds the token, so it is saved.
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
        // Fixed at the top, because tabs of different heights must not move the row of tabs away from the pointer.
        className="top-[max(1rem,6dvh)] max-h-[calc(100dvh-2*max(1rem,6dvh))] translate-y-0"
        title="Save your key"
        description="This is the only time it is shown. Treat it like a password."
        onOpenAutoFocus={(event) => focusInstead(event, COPY_SECRET_ID)}
        onCloseAutoFocus={(event) => focusInstead(event, YOUR_KEYS_ID)}
      >
        <RevealBody created={created} endpoint={endpoint} onCopied={() => setCopied(true)} />
        {/* Outside the part that scrolls, so that a change is always visible. */}
        <div className="border-t px-5 py-3">
          <ConnectionStatus {...connection} waiting="Waiting for the first connection…" />
        </div>
        <DialogFooter className="justify-between">
          <SavedBox noun="key" checked={confirmed} onChecked={setConfirmed} reminder={reminded && !saved} />
          <Button variant="primary" disabled={!saved} onClick={close}>
            Done
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

type RevealBodyProps = { created: CreatedKey; endpoint: string; onCopied: () => void };

/** Shows the token and the set-up of each client. One eye button hides or shows the token in both. */
function RevealBody({ created: { token, key }, endpoint, onCopied }: RevealBodyProps) {
  const [visible, setVisible] = useState(false);
  const hidden = hideToken(token, key.mask);
  const onRefused = () => setVisible(true);
  return (
    <DialogBody className="grid gap-5">
      <SecretField secret={token} noun="key" {...{ hidden, visible, onCopied }} onVisible={setVisible} />
      <section aria-labelledby="connect-a-client" className="grid min-w-0 gap-2">
        <h3 id="connect-a-client">Connect a client</h3>
        <SetupTabs
          keyView={key}
          endpoint={endpoint}
          token={token}
          shownToken={visible ? token : hidden}
          {...{ onCopied, onRefused }}
        />
      </section>
    </DialogBody>
  );
}

/** Gives the focus to the element with `id`, in place of what the dialog would focus by itself. */
function focusInstead(event: Event, id: string): void {
  const target = document.getElementById(id);
  if (!target) return;
  event.preventDefault();
  target.focus();
}
