import { PageLink } from "#components/frame/navigation/page-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table";
import { Truncate } from "#components/ui/truncate";
import { groupName, groupPath } from "#components/usage/group-name";
import { NumberCell, NumberHeader, TimeCell } from "#components/usage/number-cells";
import { counted, percentage } from "#lib/format/numbers";
import type { UsageGroup, UsageGroups, UsageRest } from "#lib/usage/dto";
import { GROUPING_LABELS, type Grouping } from "#lib/usage/groupings";

type GroupsTableProps = { by: Grouping; groups: UsageGroups; workspaceSlug: string };

/** Lists the groups with the most calls, and the sum of all others in one row. */
export function GroupsTable({ by, groups: { top, rest }, workspaceSlug }: GroupsTableProps) {
  const what = GROUPING_LABELS[by];
  return (
    <Table label={`Calls by ${what.toLowerCase()}`}>
      <TableHead>
        <TableRow>
          <TableHeader>{what}</TableHeader>
          <NumberHeader>Calls</NumberHeader>
          <NumberHeader>Failed</NumberHeader>
          <NumberHeader>Refused</NumberHeader>
          <NumberHeader>Cancelled</NumberHeader>
          <NumberHeader>Mean</NumberHeader>
          <NumberHeader>p50</NumberHeader>
          <NumberHeader>p95</NumberHeader>
          <NumberHeader>Longest</NumberHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {top.map((group) => (
          <Group key={group.id} by={by} group={group} workspaceSlug={workspaceSlug} />
        ))}
        {rest && <Rest rest={rest} />}
      </TableBody>
    </Table>
  );
}

function Group({ by, group, workspaceSlug }: { by: Grouping; group: UsageGroup; workspaceSlug: string }) {
  const name = groupName(by, group);
  const path = groupPath(by, group, workspaceSlug);
  return (
    <TableRow>
      <TableHeader scope="row" className="h-auto min-w-40 max-w-64 py-2 font-normal">
        {path ? (
          <PageLink href={path} title={name} className="block truncate underline-offset-4 hover:underline">
            {name}
          </PageLink>
        ) : (
          <Truncate>{name}</Truncate>
        )}
        {group.detail && <Truncate className="text-muted-foreground text-xs leading-5">{group.detail}</Truncate>}
      </TableHeader>
      <Numbers sums={group} />
      <TimeCell ms={group.meanMs} />
      <TimeCell ms={group.p50Ms} />
      <TimeCell ms={group.p95Ms} />
      <TimeCell ms={group.maxMs} />
    </TableRow>
  );
}

function Rest({ rest }: { rest: UsageRest }) {
  return (
    <TableRow>
      <TableHeader scope="row" className="h-auto py-2 font-normal text-muted-foreground">
        {counted(rest.groups, "other")}
      </TableHeader>
      <Numbers sums={rest} />
      <TimeCell ms={rest.meanMs} />
      <TableCell />
      <TableCell />
      <TimeCell ms={rest.maxMs} />
    </TableRow>
  );
}

function Numbers({ sums }: { sums: UsageGroup | UsageRest }) {
  const share = (part: number) => (part > 0 ? percentage(part, sums.calls) : null);
  return (
    <>
      <NumberCell value={sums.calls} />
      <NumberCell value={sums.failed} remark={share(sums.failed)} />
      <NumberCell value={sums.refused} remark={share(sums.refused)} />
      <NumberCell value={sums.cancelled} />
    </>
  );
}
