import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table";
import { Truncate } from "#components/ui/truncate";
import { groupName } from "#components/usage/group-name";
import { NumberCell, NumberHeader, TimeCell } from "#components/usage/number-cells";
import { counted } from "#lib/format/numbers";
import type { UsageGroups, UsageSums } from "#lib/usage/dto";

/** Lists the tools that a key called most. */
export function UsedTools({ tools: { top, rest } }: { tools: UsageGroups }) {
  return (
    <Table label="Most used tools">
      <TableHead>
        <TableRow>
          <TableHeader>Tool</TableHeader>
          <TableHeader className="px-3">MCP server</TableHeader>
          <NumberHeader>Calls</NumberHeader>
          <NumberHeader>Failed</NumberHeader>
          <NumberHeader>Refused</NumberHeader>
          <NumberHeader>Mean</NumberHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {top.map((tool) => (
          <TableRow key={tool.id}>
            <TableHeader scope="row" className="h-auto min-w-32 max-w-56 py-2 font-normal">
              <Truncate>{groupName("tool", tool)}</Truncate>
            </TableHeader>
            <TableCell className="max-w-44 px-3 py-2 text-muted-foreground">
              <Truncate>{tool.detail ?? "No longer known"}</Truncate>
            </TableCell>
            <Numbers sums={tool} />
          </TableRow>
        ))}
        {rest && (
          <TableRow>
            <TableHeader scope="row" colSpan={2} className="h-auto py-2 font-normal text-muted-foreground">
              {counted(rest.groups, "other")}
            </TableHeader>
            <Numbers sums={rest} />
          </TableRow>
        )}
      </TableBody>
    </Table>
  );
}

function Numbers({ sums }: { sums: UsageSums }) {
  return (
    <>
      <NumberCell value={sums.calls} />
      <NumberCell value={sums.failed} />
      <NumberCell value={sums.refused} />
      <TimeCell ms={sums.meanMs} />
    </>
  );
}
