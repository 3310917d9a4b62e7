"use client";

import { ACCESS_LIST_ID } from "#components/access/access-list-id";
import { ownerName } from "#components/access/owner-name";
import { useFocusWhenGone } from "#components/keys/dialogs/focus-when-gone";
import { keyLabel } from "#components/keys/facts/key-label";
import { clientName } from "#components/keys/facts/key-times";
import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import type { FormState } from "#lib/form";
import { REASON_MAX } from "#lib/keys/settings/limits";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

export type RevokeAccessAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type RevokeAccessProps = {
  keyView: WorkspaceKeyView;
  workspace: { name: string; slug: string };
  action: RevokeAccessAction;
};

/** The button that takes the workspace from somebody's key, and the question before. */
export function RevokeAccess({ keyView: key, workspace, action }: RevokeAccessProps) {
  const focusListWhenGone = useFocusWhenGone(ACCESS_LIST_ID);
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger-ghost" size="sm" aria-label={`Revoke access of ${keyLabel(key)} (${ownerName(key)})`}>
          Revoke
        </Button>
      }
      title={`Revoke access of ${keyLabel(key)}?`}
      confirmLabel="Revoke access"
      action={action}
      fields={{ keyId: key.id, workspace: workspace.slug }}
      onDone={focusListWhenGone}
    >
      <p>
        Every client that uses this key loses access to {workspace.name} at once. {whatRemains(key)} This cannot be
        undone.
      </p>
      <LastUse keyView={key} />
      <Field
        label="Reason"
        name="reason"
        optional
        help={key.owner ? `${key.owner.name} sees the reason and your name.` : undefined}
        className="text-foreground"
      >
        {(control) => <Input {...control} maxLength={REASON_MAX} autoComplete="off" />}
      </Field>
    </ConfirmDialog>
  );
}

function whatRemains({ otherWorkspaceCount: count }: WorkspaceKeyView): string {
  if (count === 0) return "It reaches no other workspace, so the key itself is revoked.";
  return `It goes on working in ${count} other ${count === 1 ? "workspace" : "workspaces"}.`;
}

function LastUse({ keyView: { lastUse } }: { keyView: WorkspaceKeyView }) {
  if (!lastUse) return <p>It was never used.</p>;
  return (
    <p className="text-foreground">
      Last used <RelativeTime at={lastUse.at} />
      {lastUse.client && (
        <>
          {" "}
          by <strong className="font-medium">{clientName(lastUse)}</strong>
        </>
      )}
      .
    </p>
  );
}
