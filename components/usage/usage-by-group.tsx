import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Chart } from "#components/usage/chart";
import { pointOfGroup } from "#components/usage/chart-point";
import { ChoiceLinks } from "#components/usage/choice-links";
import { groupName } from "#components/usage/group-name";
import { GroupsTable } from "#components/usage/groups-table";
import { usageAddress } from "#components/usage/usage-address";
import type { UsageGroups } from "#lib/usage/dto";
import { GROUPING_LABELS, GROUPINGS, type Grouping } from "#lib/usage/groupings";
import type { Period } from "#lib/usage/periods";

/** The most bars that are readable. The table has all groups. */
const BARS_MAX = 8;

type UsageByGroupProps = {
  view: { period: Period; by: Grouping };
  groups: UsageGroups;
  workspaceSlug: string;
  /** The address of the page without a query. */
  path: string;
};

/** Shows the usage by key, server, tool or member, as the reader chooses. */
export function UsageByGroup({ view, groups, workspaceSlug, path }: UsageByGroupProps) {
  const what = GROUPING_LABELS[view.by].toLowerCase();
  const points = groups.top.slice(0, BARS_MAX).map((group) => pointOfGroup(group, groupName(view.by, group)));
  const height = heightFor(points.length);
  const choices = GROUPINGS.map((by) => ({
    label: GROUPING_LABELS[by],
    href: usageAddress(path, { ...view, by }),
    isChosen: by === view.by,
  }));
  return (
    <Card aria-labelledby="by-group">
      <CardHeader
        id="by-group"
        title={`By ${what}`}
        action={<ChoiceLinks label="Group by" choices={choices} />}
        className="flex-wrap gap-y-2"
      />
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <div className="grid gap-5 lg:grid-cols-2">
          <Labelled title="Calls">
            <Chart
              shown="calls"
              horizontal
              points={points}
              className={height}
              label={`Calls by ${what}. The table below has the same numbers.`}
            />
          </Labelled>
          <Labelled title="Mean time of a call">
            <Chart
              shown="times"
              horizontal
              points={points}
              className={height}
              label={`Mean time by ${what}. The table below has the same numbers.`}
            />
          </Labelled>
        </div>
        <GroupsTable by={view.by} groups={groups} workspaceSlug={workspaceSlug} />
      </CardBody>
    </Card>
  );
}

/** A class, because the Content Security Policy blocks inline styles from the server. */
function heightFor(bars: number): string {
  if (bars <= 2) return "h-24";
  return bars <= 4 ? "h-40" : "h-64";
}

function Labelled({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-2">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
