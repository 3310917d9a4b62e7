"use client";

import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import type { FormState } from "#lib/form";

type DeleteWorkspaceProps = {
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  name: string;
};

/** Deletes a workspace once its name was typed. */
export function DeleteWorkspace({ action, name }: DeleteWorkspaceProps) {
  return (
    <ConfirmDialog
      trigger={<Button variant="danger">Delete workspace</Button>}
      title={`Delete ${name}?`}
      confirmLabel="Delete workspace"
      typeToConfirm={name}
      action={action}
    >
      <p>
        Its MCP servers, members and invitations are gone at once. Keys that reach other workspaces keep those; keys
        that reach only this one are revoked.
      </p>
      <p>This cannot be undone.</p>
    </ConfirmDialog>
  );
}
