"use client";

import { type ComponentProps, useState } from "react";
import { useFocusWhenGone } from "#components/keys/dialogs/focus-when-gone";
import { ReasonField } from "#components/keys/dialogs/reason-field";
import { keyLabel } from "#components/keys/facts/key-label";
import { LastUsedSentence } from "#components/keys/facts/key-times";
import { reachedNames } from "#components/keys/facts/key-workspaces";
import { YOUR_KEYS_ID } from "#components/keys/facts/list-ids";
import { type Noun, nounOf } from "#components/keys/facts/noun";
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

const VERBS: Record<Noun, string> = { key: "Revoke", app: "Disconnect" };

/** The button that revokes a key or disconnects an app, after asking. */
export function RevokeKey(props: RevokeKeyProps) {
  const verb = VERBS[nounOf(props.keyView)];
  return (
    <RevokeKeyDialog
      {...props}
      trigger={
        <Button variant="danger-ghost" size="sm" aria-label={`${verb} ${keyLabel(props.keyView)}`}>
          {verb}
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
  const noun = nounOf(key);
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
      title={`${VERBS[noun]} ${keyLabel(key)}?`}
      confirmLabel={`${VERBS[noun]} ${noun}`}
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
        {nounOf(key) === "app" ? keyLabel(key) : "Every client that uses this key"}
        {names.length > 0 ? ` loses access to ${shortNameList(names)} at once. ` : " is refused at once. "}
        {nounOf(key) === "app" ? "To connect it again, sign in from it." : "This cannot be undone."}
      </p>
      <LastUsedSentence lastUse={key.lastUse} />
    </>
  );
}
