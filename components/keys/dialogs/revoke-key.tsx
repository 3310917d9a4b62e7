"use client";

import { type ComponentProps, useState } from "react";
import { useFocusWhenGone } from "#components/keys/dialogs/focus-when-gone";
import { keyLabel, nameList } from "#components/keys/facts/key-label";
import { clientName } from "#components/keys/facts/key-times";
import { reached } from "#components/keys/facts/key-workspaces";
import { YOUR_KEYS_ID } from "#components/keys/facts/your-keys-heading";
import { useClock } from "#components/time/clock-provider";
import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import type { FormState } from "#lib/form";
import { mustTypeName, nameToType } from "#lib/keys/life/revocation";
import { REASON_MAX } from "#lib/keys/settings/limits";
import type { KeyView } from "#lib/keys/view/dto";

export type RevokeKeyAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type RevokeKeyProps = {
  keyView: KeyView;
  action: RevokeKeyAction;
  /** What takes the focus when the button goes with the key. */
  focusId?: string;
  onRevoked?: () => void;
};

/** The button that ends a key, and the question before. */
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

/** The question alone, opened by its trigger or from outside. */
export function RevokeKeyDialog({
  keyView: key,
  action,
  focusId = YOUR_KEYS_ID,
  onRevoked,
  ...opening
}: RevokeKeyDialogProps) {
  const focusWhenGone = useFocusWhenGone(focusId);
  const { now } = useClock();
  const [wasAsked, setWasAsked] = useState(false);
  const asksName = wasAsked || mustTypeName(key.lastUse?.at ?? null, now);
  // Only the server knows whether it was used since this page was read.
  const revoke: RevokeKeyAction = async (previous, formData) => {
    const answer = await action(previous, formData);
    if (answer.status === "error" && answer.fields.confirmation) setWasAsked(true);
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
      <Field label="Reason" name="reason" optional className="text-foreground">
        {(control) => <Input {...control} maxLength={REASON_MAX} autoComplete="off" />}
      </Field>
    </ConfirmDialog>
  );
}

function Consequence({ keyView: key }: { keyView: KeyView }) {
  const names = reached(key.workspaces);
  return (
    <>
      <p>
        Every client that uses this key
        {names.length > 0 ? ` loses access to ${nameList(names)} at once. ` : " is refused at once. "}
        This cannot be undone.
      </p>
      {key.lastUse ? (
        <p className="text-foreground">
          Last used <RelativeTime at={key.lastUse.at} />
          {key.lastUse.client && (
            <>
              {" "}
              by <strong className="font-medium">{clientName(key.lastUse)}</strong>
            </>
          )}
          .
        </p>
      ) : (
        <p>It was never used.</p>
      )}
    </>
  );
}
