"use client";

import { Ban, Cable, Ellipsis, PenLine, RefreshCw } from "lucide-react";
import { useState } from "react";
import { TestConnection } from "#components/connection/test-connection";
import { keyLabel } from "#components/keys/key-label";
import { type RevokeKeyAction, RevokeKeyDialog } from "#components/keys/revoke-key";
import { canRotate, type RotateKeyAction, RotateKeyDialog } from "#components/keys/rotate-key";
import { RenameServiceKey, type RenameServiceKeyAction } from "#components/service-keys/rename-service-key";
import { Button } from "#components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "#components/ui/dropdown-menu";
import type { ServiceKeyView } from "#lib/keys/dto";

export type ServiceKeyActions = {
  rename: RenameServiceKeyAction;
  rotate: RotateKeyAction;
  revoke: RevokeKeyAction;
};

type ServiceKeyMenuProps = { keyView: ServiceKeyView; actions: ServiceKeyActions; onRevoked: () => void };

/** What an admin can do with a service key in use. */
export function ServiceKeyMenu({ keyView: key, actions, onRevoked }: ServiceKeyMenuProps) {
  const [open, setOpen] = useState<"test" | "rename" | "rotate" | "revoke" | null>(null);
  const dialog = (name: typeof open) => ({
    keyView: key,
    open: open === name,
    onOpenChange: (isOpen: boolean) => !isOpen && setOpen(null),
  });
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" className="-my-1.5 -mr-2" aria-label={`Actions for ${keyLabel(key)}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem onSelect={() => setOpen("test")}>
            <Cable aria-hidden />
            Test connection
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setOpen("rename")}>
            <PenLine aria-hidden />
            Rename
          </DropdownMenuItem>
          {canRotate(key) && (
            <DropdownMenuItem onSelect={() => setOpen("rotate")}>
              <RefreshCw aria-hidden />
              Rotate
            </DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={() => setOpen("revoke")}>
            <Ban aria-hidden />
            Revoke
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <TestConnection {...dialog("test")} />
      <RenameServiceKey {...dialog("rename")} action={actions.rename} />
      <RotateKeyDialog {...dialog("rotate")} action={actions.rotate} />
      <RevokeKeyDialog {...dialog("revoke")} action={actions.revoke} onRevoked={onRevoked} />
    </>
  );
}
