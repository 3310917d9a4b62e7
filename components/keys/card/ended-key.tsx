"use client";

import type { ReactNode } from "react";
import { KeyLink } from "#components/keys/facts/key-link";
import { KeyMask } from "#components/keys/facts/key-mask";
import { endedWord, KeyStatus } from "#components/keys/facts/key-status";
import { EndedBy, Expiry, LastUsed } from "#components/keys/facts/key-times";
import { nounOf } from "#components/keys/facts/noun";
import { Dotted } from "#components/ui/dotted";
import type { KeyView, ServiceKeyView } from "#lib/keys/view/dto";

type EndedKeyProps = {
  keyView: KeyView | ServiceKeyView;
  workspaceSlug: string;
  menu?: ReactNode;
  /** Further facts, shown last. */
  children?: ReactNode;
};

/** The list entry of an own key or a service key that has expired or was revoked. */
export function EndedKey({ keyView: key, workspaceSlug, menu, children }: EndedKeyProps) {
  const noun = nounOf(key);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3 sm:px-5">
      <div className="flex min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0 font-medium text-muted-foreground">
          <KeyLink keyView={key} workspaceSlug={workspaceSlug} />
        </h3>
        <span className="flex shrink-0 items-center gap-3">
          <KeyStatus status={key.status} noun={noun} />
          {menu}
        </span>
      </div>
      <div className="text-muted-foreground text-sm">
        <Dotted>
          <KeyMask keyView={key} />
          {key.revoked ? (
            <span className={key.isLeaked ? "text-warning" : undefined}>
              <EndedBy verb={endedWord(noun)} ending={key.revoked} />
            </span>
          ) : (
            <Expiry {...key} />
          )}
          {noun === "key" && key.replacedBy && (
            <span>
              Replaced by <code className="font-mono">{key.replacedBy.mask}</code>
            </span>
          )}
          <LastUsed lastUse={key.lastUse} />
          {children}
        </Dotted>
      </div>
    </li>
  );
}
