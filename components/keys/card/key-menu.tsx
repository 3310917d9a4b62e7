"use client";

import { Ban, Cable, Ellipsis, Pencil, ReceiptText, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { TestConnection } from "#components/connection/test-connection";
import { canEdit, draftName, EditKeyDialog } from "#components/keys/dialogs/edit-key";
import { KeyDetails } from "#components/keys/dialogs/key-details";
import { type RevokeKeyAction, RevokeKeyDialog } from "#components/keys/dialogs/revoke-key";
import { canRotate, type RotateKeyAction, RotateKeyDialog } from "#components/keys/dialogs/rotate-key";
import { keyLabel } from "#components/keys/facts/key-label";
import { nounOf } from "#components/keys/facts/noun";
import { useKeyEditing } from "#components/keys/form/key-choices";
import { Button } from "#components/ui/button";
import { hasDraft } from "#components/ui/drafts";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "#components/ui/dropdown-menu";
import { OnceOpened } from "#components/ui/once-opened";
import type { KeyView } from "#lib/keys/view/dto";

type KeyMenuProps = {
  keyView: KeyView;
  /** Absent for keys that have ended. */
  revoking?: { action: RevokeKeyAction; onRevoked: () => void };
  rotateAction?: RotateKeyAction;
};

/** The menu of a key: its details and the actions for it, each in a dialog. */
export function KeyMenu({ keyView: key, revoking, rotateAction }: KeyMenuProps) {
  const [open, setOpen] = useState<"details" | "edit" | "test" | "rotate" | "revoke" | null>(null);
  const noun = nounOf(key);
  const isEditable = useKeyEditing() !== null && canEdit(key);
  useEffect(() => {
    if (isEditable && hasDraft(draftName(key))) setOpen("edit");
  }, [isEditable, key]);
  const close = (isOpen: boolean) => !isOpen && setOpen(null);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" className="-my-1.5 -mr-2" aria-label={`Actions for ${keyLabel(key)}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem onSelect={() => setOpen("details")}>
            <ReceiptText aria-hidden />
            Details
          </DropdownMenuItem>
          {isEditable && (
            <DropdownMenuItem onSelect={() => setOpen("edit")}>
              <Pencil aria-hidden />
              Edit
            </DropdownMenuItem>
          )}
          {revoking && noun === "key" && (
            <DropdownMenuItem onSelect={() => setOpen("test")}>
              <Cable aria-hidden />
              Test connection
            </DropdownMenuItem>
          )}
          {rotateAction && canRotate(key) && (
            <DropdownMenuItem onSelect={() => setOpen("rotate")}>
              <RefreshCw aria-hidden />
              Rotate
            </DropdownMenuItem>
          )}
          {revoking && (
            <DropdownMenuItem danger onSelect={() => setOpen("revoke")}>
              <Ban aria-hidden />
              {noun === "app" ? "Disconnect" : "Revoke"}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <OnceOpened open={open !== null}>
        <KeyDetails keyView={key} open={open === "details"} onOpenChange={close} />
        {isEditable && <EditKeyDialog keyView={key} open={open === "edit"} onOpenChange={close} />}
        {revoking && noun === "key" && <TestConnection keyView={key} open={open === "test"} onOpenChange={close} />}
        {rotateAction && (
          <RotateKeyDialog keyView={key} action={rotateAction} open={open === "rotate"} onOpenChange={close} />
        )}
        {revoking && <RevokeKeyDialog keyView={key} {...revoking} open={open === "revoke"} onOpenChange={close} />}
      </OnceOpened>
    </>
  );
}
