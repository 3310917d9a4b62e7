import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { readUsageAddress } from "#app/w/[workspace]/settings/usage/read-usage-address";
import { workspacePath } from "#components/frame/navigation/navigation";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { ChoiceLinks } from "#components/usage/choice-links";
import { NoCalls } from "#components/usage/no-calls";
import { usageAddress } from "#components/usage/usage-address";
import { UsageByGroup } from "#components/usage/usage-by-group";
import { UsageOverTime } from "#components/usage/usage-over-time";
import { UsageTotals } from "#components/usage/usage-totals";
import { env } from "#lib/env";
import { PERIOD_LABELS, PERIODS } from "#lib/usage/periods";
import { workspaceUsage } from "#lib/usage/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Usage" };

type UsagePageProps = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function UsagePage({ params, searchParams }: UsagePageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "usage:read"));
  const view = readUsageAddress(await searchParams);
  const usage = await workspaceUsage(caller, workspace.id, view);
  const path = workspacePath(workspace.slug, "/settings/usage");
  return (
    <Page wide>
      <PageHeader
        title="Usage"
        description={`Calls to the MCP servers of ${workspace.name} with all keys. A day begins at midnight UTC.`}
      />
      {!usage.isUnused && (
        <ChoiceLinks
          label="Period"
          choices={PERIODS.map((period) => ({
            label: PERIOD_LABELS[period],
            href: usageAddress(path, { ...view, period }),
            isChosen: period === view.period,
          }))}
        />
      )}
      {usage.total.calls === 0 ? (
        <NoCalls
          isUnused={usage.isUnused}
          period={view.period}
          keysHref={workspacePath(workspace.slug, "/settings/mcp")}
          longestHref={usageAddress(path, { ...view, period: "1y" })}
        />
      ) : (
        <>
          <UsageTotals total={usage.total} />
          <UsageOverTime unit={usage.unit} units={usage.units} total={usage.total} />
          <UsageByGroup view={view} groups={usage.groups} workspaceSlug={workspace.slug} path={path} />
          <p className="text-muted-foreground text-sm">
            Failed: the server or Latchkey could not complete the call. Refused: the key does not allow the call, the
            request was invalid, or a rate limit was exceeded. Half of all calls took at most p50, and 95 of 100 took at
            most p95. Both are computed from the latest calls of the last {env().USAGE_RETENTION_DAYS} days.
          </p>
        </>
      )}
    </Page>
  );
}
