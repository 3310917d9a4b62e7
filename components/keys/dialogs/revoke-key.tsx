"use client";

import { type ComponentProps, useState } from "react";
import { useFocusWhenGone } from "#components/keys/dialogs/focus-when-gone";
import { ReasonField } from "#components/keys/dialogs/reason-field";
import { keyLabel } from "#components/keys/facts/key-label";
import { LastUsedSentence } from "#components/keys/facts/key-times";
import { reachedNames } from "#components/keys/facts/key-workspaces";
import { YOUR_KEYS_ID } from "#components/keys/facts/list-ids";
import { useClock } from "#components/time/clock-provider";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import type { FormState } from "#lib/form";
import { shortNameList } from "#lib/format/names";
import { mustTypeName, nameToType } from "#lib/keys/life/revocation";
import type { KeyView } from "#lib/keys/view/dto";

export type RevokeKeyAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type RevokeKeyProps = {
  keyView: KeyView;
  action: RevokeKeyAction;
  /** The id of the element that takes the focus when the button disappears with the key. */
  focusId?: string;
  onRevoked?: () => void;
};

/** The button that revokes a key, after asking. */
export function RevokeKey(props: RevokeKeyProps) {
  return (
    <RevokeKeyDialog
      {...props}
      trigger={
        <Button variant="danger-ghost" size="sm" aria-label={`Revoke ${keyLabel(props.keyView)}`}>
          Revoke
        </Button>
      }
    />
  );
}

type RevokeKeyDialogProps = RevokeKeyProps &
  Pick<ComponentProps<typeof ConfirmDialog>, "trigger" | "open" | "onOpenChange">;

/** Asks before a key is revoked. The trigger opens it, or `open` does. */
export function RevokeKeyDialog({
  keyView: key,
  action,
  focusId = YOUR_KEYS_ID,
  onRevoked,
  ...opening
}: RevokeKeyDialogProps) {
  const focusWhenGone = useFocusWhenGone(focusId);
  const { now } = useClock();
  const [serverAsksName, setServerAsksName] = useState(false);
  const asksName = serverAsksName || mustTypeName(key.lastUse?.at ?? null, now);
  // Only the server knows whether the key was used after this page was loaded, so it may ask for the name later.
  const revoke: RevokeKeyAction = async (previous, formData) => {
    const answer = await action(previous, formData);
    if (answer.status === "error" && answer.fields.confirmation) setServerAsksName(true);
    return answer;
  };
  return (
    <ConfirmDialog
      {...opening}
      title={`Revoke ${keyLabel(key)}?`}
      confirmLabel="Revoke key"
      action={revoke}
      fields={{ keyId: key.id }}
      typeToConfirm={asksName ? nameToType(key) : undefined}
      onDone={() => {
        focusWhenGone();
        onRevoked?.();
      }}
    >
      <Consequence keyView={key} />
      <ReasonField />
    </ConfirmDialog>
  );
}

function Consequence({ keyView: key }: { keyView: KeyView }) {
  const names = reachedNames(key.workspaces);
  return (
    <>
      <p>
        Every client that uses this key
        {names.length > 0 ? ` loses access to ${shortNameList(names)} at once. ` : " is refused at once. "}
        This cannot be undone.
      </p>
      <LastUsedSentence lastUse={key.lastUse} />
    </>
  );
}
