import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { deleteWorkspaceAction, renameWorkspaceAction } from "#app/w/[workspace]/settings/general/actions";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { DeleteWorkspace } from "#components/workspace/delete-workspace";
import { RenameForm } from "#components/workspace/rename-form";
import { can } from "#lib/auth/permissions";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "General" };

export default async function GeneralPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace: slug } = await params;
  const workspace = await orNotFound(authorizeWorkspace(await requireCaller(), slug, "workspace:read"));
  return (
    <Page>
      <PageHeader title="General" description="The name of this workspace." />
      <Card>
        <RenameForm
          action={renameWorkspaceAction.bind(null, workspace.id)}
          workspace={workspace}
          editable={can(workspace.role, "workspace:rename")}
        />
      </Card>
      {can(workspace.role, "workspace:delete") && (
        <Card aria-labelledby="delete" className="border-danger-border">
          <CardHeader id="delete" title="Delete this workspace" />
          <CardBody className="flex flex-wrap items-center justify-between gap-4 pt-1">
            <p className="max-w-form text-muted-foreground">
              This also removes its MCP servers and memberships. Clients that use it lose access at once.
            </p>
            <DeleteWorkspace action={deleteWorkspaceAction.bind(null, workspace.id)} name={workspace.name} />
          </CardBody>
        </Card>
      )}
    </Page>
  );
}
