import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  confirmDestructiveAction,
  deleteWorkspaceAction,
  renameWorkspaceAction,
} from "#app/w/[workspace]/settings/general/actions";
import { Page, PageHeader } from "#components/frame/page-header";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { ConfirmationForm } from "#components/workspace/confirmation-form";
import { DeleteWorkspace } from "#components/workspace/delete-workspace";
import { RenameForm } from "#components/workspace/rename-form";
import { can } from "#lib/auth/permissions";
import { workspaceSettings } from "#lib/workspaces/queries";

export const metadata: Metadata = { title: "General" };

export default async function GeneralPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace: slug } = await params;
  const { workspace, confirmDestructive } = await orNotFound(workspaceSettings(await requireCaller(), slug));
  return (
    <Page>
      <PageHeader title="General" description="What this workspace is called, and what holds for all of it." />
      <Card>
        <RenameForm
          action={renameWorkspaceAction.bind(null, workspace.id)}
          workspace={workspace}
          editable={can(workspace.role, "workspace:rename")}
        />
      </Card>
      <Card aria-labelledby="confirmation">
        <CardHeader
          id="confirmation"
          title="Destructive tools"
          description="Tools that may change or delete things for good, as their servers say."
        />
        <ConfirmationForm
          action={confirmDestructiveAction.bind(null, workspace.id)}
          confirmDestructive={confirmDestructive}
          editable={can(workspace.role, "workspace:configure")}
        />
      </Card>
      {can(workspace.role, "workspace:delete") && (
        <Card aria-labelledby="delete" className="border-danger-border">
          <CardHeader id="delete" title="Delete this workspace" />
          <CardBody className="flex flex-wrap items-center justify-between gap-4 pt-1">
            <p className="max-w-form text-muted-foreground">
              Its MCP servers and members go with it. Clients that use it lose access at once.
            </p>
            <DeleteWorkspace action={deleteWorkspaceAction.bind(null, workspace.id)} name={workspace.name} />
          </CardBody>
        </Card>
      )}
    </Page>
  );
}
