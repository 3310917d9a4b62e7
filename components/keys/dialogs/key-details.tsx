"use client";

import type { ReactNode } from "react";
import { ClientName } from "#components/clients/client-name";
import { keyLabel } from "#components/keys/facts/key-label";
import { KeyMask } from "#components/keys/facts/key-mask";
import { endedWord, KeyStatus } from "#components/keys/facts/key-status";
import { reachedNames } from "#components/keys/facts/key-workspaces";
import { nounOf } from "#components/keys/facts/noun";
import { ExactTime } from "#components/time/exact-time";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog";
import { ACCESS_LABELS, accessLevelOf } from "#lib/keys/access/scopes";
import type { KeyView } from "#lib/keys/view/dto";

type KeyDetailsProps = { keyView: KeyView; open: boolean; onOpenChange: (open: boolean) => void };

/** Shows in full what the card of a key abbreviates: every workspace, and each time to the second. */
export function KeyDetails({ keyView: key, open, onOpenChange }: KeyDetailsProps) {
  const names = reachedNames(key.workspaces);
  const noun = nounOf(key);
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={keyLabel(key)}>
        <DialogBody>
          <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[auto_minmax(0,1fr)]">
            <Fact term="Status">
              <KeyStatus status={key.status} noun={noun} />
            </Fact>
            <Fact term={key.app ? "Client" : "Token"}>
              <KeyMask keyView={key} className="text-sm" />
            </Fact>
            <Fact term={noun === "app" ? "App ID" : "Key ID"}>
              <code className="break-all font-mono text-sm">{key.id}</code>
            </Fact>
            <Fact term="Access">{ACCESS_LABELS[accessLevelOf(key.scopes)]}</Fact>
            <Fact term="Workspaces">{names.length > 0 ? names.join(", ") : "None"}</Fact>
            <Times keyView={key} />
          </dl>
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

function Times({ keyView: { mask, createdAt, expiresAt, lastUse, revoked } }: { keyView: KeyView }) {
  const noun = nounOf({ mask });
  return (
    <>
      <Fact term={noun === "app" ? "Connected" : "Created"}>
        <ExactTime at={createdAt} />
      </Fact>
      <Fact term="Expires">{expiresAt ? <ExactTime at={expiresAt} /> : "Never"}</Fact>
      <Fact term="Last used">
        {lastUse ? <ExactTime at={lastUse.at} /> : <span>Never</span>}
        {lastUse?.client && (
          <Remark>
            by <ClientName {...lastUse} />
          </Remark>
        )}
        {lastUse?.address && <Remark>from {lastUse.address}</Remark>}
      </Fact>
      {revoked && (
        <Fact term={endedWord(noun)}>
          <ExactTime at={revoked.at} />
          {revoked.byName && <Remark>by {revoked.byName}</Remark>}
          {revoked.reason && <Remark>{revoked.reason}</Remark>}
        </Fact>
      )}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-y-0.5 sm:col-span-2 sm:grid-cols-subgrid">
      <dt className="text-muted-foreground">{term}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Remark({ children }: { children: ReactNode }) {
  return <span className="block text-muted-foreground text-sm">{children}</span>;
}
