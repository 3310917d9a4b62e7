"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { SetupTabs } from "#components/clients/setup-tabs";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { PLACEHOLDER_TOKEN } from "#lib/clients/model/setup";
import type { KeyView } from "#lib/keys/view/dto";

type SetupInstructionsProps = {
  keyView: Pick<KeyView, "id" | "nameInClients" | "lastUse">;
  endpoint: string;
  children: ReactNode;
};

/**
 * Shows the set-up of every client, with a placeholder for the token, on demand. `children` stand beside the button.
 */
export function SetupInstructions({ keyView: key, endpoint, children }: SetupInstructionsProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="-mx-2.5 flex items-center justify-between gap-2">
        <Button
          variant="ghost"
          size="sm"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
          className="text-muted-foreground hover:text-foreground"
        >
          <ChevronRight aria-hidden className={cn("transition-transform", open && "rotate-90")} />
          Set-up instructions
        </Button>
        {children}
      </div>
      {open && (
        <div id={id} className="grid min-w-0 gap-3 pb-1">
          <p className="text-muted-foreground">
            Replace <code className="font-mono text-sm">{PLACEHOLDER_TOKEN}</code> with the token you saved. If you lost
            it, rotate this key: the new one has the same name and settings.
          </p>
          <SetupTabs keyView={key} endpoint={endpoint} token={PLACEHOLDER_TOKEN} />
        </div>
      )}
    </div>
  );
}
