"use client";

import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import type { FormState } from "#lib/form";
import { asShown } from "#lib/text/as-shown";

type DeleteWorkspaceProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  name: string;
};

/** The button that deletes a workspace, after the person has typed its name. */
export function DeleteWorkspace({ action, name }: DeleteWorkspaceProps) {
  return (
    <ConfirmDialog
      trigger={<Button variant="danger">Delete workspace</Button>}
      title={`Delete ${name}?`}
      confirmLabel="Delete workspace"
      typeToConfirm={asShown(name)}
      action={action}
    >
      <p>
        Its MCP servers, members and invitations are deleted at once. Keys and apps that reach other workspaces keep
        working there. Those that reach only this workspace are revoked.
      </p>
      <p>This cannot be undone.</p>
    </ConfirmDialog>
  );
}
