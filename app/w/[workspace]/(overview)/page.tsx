import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { CopyField } from "#components/ui/copy-field";
import { Counts } from "#components/workspace/counts";
import { NextSteps } from "#components/workspace/next-steps";
import { TroubledServers } from "#components/workspace/troubled-servers";
import { env } from "#lib/env";
import { workspaceOverview } from "#lib/workspaces/overview";

export default async function OverviewPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace: slug } = await params;
  const overview = await orNotFound(workspaceOverview(await requireCaller(), slug));
  return (
    <Page>
      <PageHeader
        title={overview.workspace.name}
        description="Your AI clients reach this workspace through one endpoint."
      />
      <TroubledServers overview={overview} />
      <NextSteps overview={overview} />
      <Card aria-labelledby="endpoint">
        <CardHeader
          id="endpoint"
          title="MCP endpoint"
          description="Every client uses this endpoint. The key decides what the client reaches."
        />
        <CardBody>
          <CopyField value={`${env().PUBLIC_URL}/mcp`} accessibleLabel="Copy endpoint" />
        </CardBody>
      </Card>
      <Counts overview={overview} />
    </Page>
  );
}
