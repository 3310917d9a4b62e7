"use client";

import { ConnectionStatus } from "#components/connection/connection-status";
import { useConnection } from "#components/connection/use-connection";
import { keyLabel } from "#components/keys/facts/key-label";
import { LastUsed } from "#components/keys/facts/key-times";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog";
import type { KeyView } from "#lib/keys/view/dto";

type TestConnectionProps = {
  keyView: Pick<KeyView, "id" | "name" | "mask" | "lastUse">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** Waits for the next request with this key, and says what is wrong when a request is refused. */
export function TestConnection({ keyView: key, open, onOpenChange }: TestConnectionProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={`Test the connection of ${keyLabel(key)}`}
        description="Restart your client, or let it list its tools. This dialog shows what arrives."
      >
        <DialogBody className="grid gap-4">
          <NextConnection keyId={key.id} />
          <p className="text-muted-foreground text-sm">
            Before this test: <LastUsed lastUse={key.lastUse} />
          </p>
        </DialogBody>
        <DialogFooter>
          <DialogClose asChild>
            <Button>Close</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

/** A component of its own, because only an open dialog renders its content: a closed one asks the server nothing. */
function NextConnection({ keyId }: { keyId: string }) {
  return <ConnectionStatus {...useConnection(keyId, null)} waiting="Waiting for the next request from a client…" />;
}
