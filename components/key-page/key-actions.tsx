"use client";

import { EditKey } from "#components/keys/dialogs/edit-key";
import { RevokeKey, type RevokeKeyAction } from "#components/keys/dialogs/revoke-key";
import { RotateKey, type RotateKeyAction } from "#components/keys/dialogs/rotate-key";
import { isUsable } from "#lib/keys/access/status";
import type { KeyView } from "#lib/keys/view/dto";

type KeyActionsProps = { keyView: KeyView; revokeAction: RevokeKeyAction; rotateAction: RotateKeyAction };

/** The buttons for a key that still works: edit, rotate, revoke. */
export function KeyActions({ keyView: key, revokeAction, rotateAction }: KeyActionsProps) {
  if (!isUsable(key.status)) return null;
  return (
    <div className="flex flex-wrap gap-2">
      <EditKey keyView={key} />
      <RotateKey keyView={key} action={rotateAction} />
      <RevokeKey keyView={key} action={revokeAction} focusId="main" />
    </div>
  );
}
