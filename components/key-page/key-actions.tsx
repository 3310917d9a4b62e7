"use client";

import { EditKey } from "#components/keys/edit-key";
import { RevokeKey, type RevokeKeyAction } from "#components/keys/revoke-key";
import { RotateKey, type RotateKeyAction } from "#components/keys/rotate-key";
import type { KeyView } from "#lib/keys/dto";
import { isUsable } from "#lib/keys/status";

type KeyActionsProps = { keyView: KeyView; revokeAction: RevokeKeyAction; rotateAction: RotateKeyAction };

/** What the owner can do with a key that still works. */
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
