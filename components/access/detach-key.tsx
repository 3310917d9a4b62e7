"use client";

import { ACCESS_LIST_ID } from "#components/access/access-list-id";
import { ownerName } from "#components/access/owner-name";
import { useFocusWhenGone } from "#components/keys/dialogs/focus-when-gone";
import { ReasonField } from "#components/keys/dialogs/reason-field";
import { keyLabel } from "#components/keys/facts/key-label";
import { LastUsedSentence } from "#components/keys/facts/key-times";
import { nounOf } from "#components/keys/facts/noun";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import type { FormState } from "#lib/form";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

export type DetachKeyAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type DetachKeyProps = {
  keyView: WorkspaceKeyView;
  workspace: { name: string; slug: string };
  action: DetachKeyAction;
};

/** The button with which an admin takes the workspace from a key, after asking. */
export function DetachKey({ keyView: key, workspace, action }: DetachKeyProps) {
  const focusListWhenGone = useFocusWhenGone(ACCESS_LIST_ID);
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger-ghost" size="sm" aria-label={`Revoke access of ${keyLabel(key)} (${ownerName(key)})`}>
          Revoke access
        </Button>
      }
      title={`Revoke access of ${keyLabel(key)}?`}
      confirmLabel="Revoke access"
      action={action}
      fields={{ keyId: key.id, workspace: workspace.slug }}
      onDone={focusListWhenGone}
    >
      <p>
        {nounOf(key) === "app" ? "It" : "Every client that uses this key"} loses access to {workspace.name} at once.{" "}
        {whatRemains(key)} This cannot be undone.
      </p>
      <LastUsedSentence lastUse={key.lastUse} />
      <ReasonField help={key.owner ? `${key.owner.name} sees the reason and your name.` : undefined} />
    </ConfirmDialog>
  );
}

function whatRemains(key: WorkspaceKeyView): string {
  const { otherWorkspaceCount: count } = key;
  if (count === 0)
    return nounOf(key) === "app"
      ? "It reaches no other workspace, so the app is disconnected."
      : "It reaches no other workspace, so the key itself is revoked.";
  return `It keeps working in ${count} other ${count === 1 ? "workspace" : "workspaces"}.`;
}
