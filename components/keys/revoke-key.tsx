"use client";

import type { ComponentProps } from "react";
import { useFocusWhenGone } from "#components/keys/focus-when-gone";
import { keyLabel, nameList } from "#components/keys/key-label";
import { clientName } from "#components/keys/key-times";
import { reached } from "#components/keys/key-workspaces";
import { YOUR_KEYS_ID } from "#components/keys/your-keys-heading";
import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import type { FormState } from "#lib/form";
import type { KeyView } from "#lib/keys/dto";

export type RevokeKeyAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type RevokeKeyProps = { keyView: KeyView; action: RevokeKeyAction; onRevoked: () => void };

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
export function RevokeKeyDialog({ keyView: key, action, onRevoked, ...opening }: RevokeKeyDialogProps) {
  const focusListWhenGone = useFocusWhenGone(YOUR_KEYS_ID);
  return (
    <ConfirmDialog
      {...opening}
      title={`Revoke ${keyLabel(key)}?`}
      confirmLabel="Revoke key"
      action={action}
      fields={{ keyId: key.id }}
      onDone={() => {
        focusListWhenGone();
        onRevoked();
      }}
    >
      <Consequence keyView={key} />
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
