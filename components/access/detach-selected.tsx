"use client";

import { ACCESS_LIST_ID } from "#components/access/access-list-id";
import { ownerName } from "#components/access/owner-name";
import { ByClient } from "#components/clients/client-name";
import { useFocusWhenGone } from "#components/keys/dialogs/focus-when-gone";
import { ReasonField } from "#components/keys/dialogs/reason-field";
import { keyLabel } from "#components/keys/facts/key-label";
import { countedNouns } from "#components/keys/facts/noun";
import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { type FormState, IDLE } from "#lib/form";
import type { DetachedKey, WorkspaceKeyView } from "#lib/keys/view/dto";

export type DetachKeysAction = (
  previous: FormState<DetachedKey[]>,
  formData: FormData,
) => Promise<FormState<DetachedKey[]>>;

type DetachSelectedProps = {
  keys: WorkspaceKeyView[];
  workspace: { name: string; slug: string };
  action: DetachKeysAction;
  onDone: (detached: DetachedKey[]) => void;
};

/** The button with which an admin takes the workspace from all selected keys at once, after asking. */
export function DetachSelected({ keys, workspace, action, onDone }: DetachSelectedProps) {
  const focusListWhenGone = useFocusWhenGone(ACCESS_LIST_ID);
  const what = countedNouns(keys);
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger" size="sm">
          Revoke access
        </Button>
      }
      title={`Revoke access of ${what}?`}
      confirmLabel={`Revoke access of ${what}`}
      action={async (_previous: FormState, formData: FormData) => {
        const answer = await action(IDLE, formData);
        if (answer.status === "done") onDone(answer.data);
        return answer;
      }}
      fields={{ workspace: workspace.slug, keyIds: keys.map((key) => key.id).join(",") }}
      onDone={focusListWhenGone}
    >
      <p>
        Clients that use {keys.length === 1 ? "it" : "them"} lose access to {workspace.name} at once. {whatEnds(keys)}
        This cannot be undone.
      </p>
      <LatestUse keys={keys} />
      <ReasonField help={keys.some((key) => key.owner) ? "The owners see the reason and your name." : undefined} />
    </ConfirmDialog>
  );
}

function whatEnds(keys: WorkspaceKeyView[]): string {
  const ending = keys.filter((key) => key.otherWorkspaceCount === 0).length;
  if (ending === 0) return "All of them keep working in other workspaces. ";
  if (ending === keys.length) return "They reach no other workspace, so they end for good. ";
  return `${ending} of them ${ending === 1 ? "reaches" : "reach"} no other workspace and ${ending === 1 ? "ends" : "end"} for good. `;
}

/** Names the key that was used last, because somebody still needs it. */
function LatestUse({ keys }: { keys: WorkspaceKeyView[] }) {
  const latest = keys.toSorted((one, other) => usedAt(other) - usedAt(one))[0];
  if (!latest?.lastUse) return <p>None of them has been used.</p>;
  const { lastUse } = latest;
  return (
    <p className="break-words text-foreground">
      <span>
        Last used: <strong className="font-medium">{keyLabel(latest)}</strong> ({ownerName(latest)}),{" "}
        <RelativeTime at={lastUse.at} />
      </span>
      <ByClient lastUse={lastUse} />
      <span>.</span>
    </p>
  );
}

function usedAt(key: WorkspaceKeyView): number {
  return key.lastUse?.at.getTime() ?? 0;
}
