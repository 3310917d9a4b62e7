import { ChevronRight } from "lucide-react";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "#components/ui/table";
import { unitName } from "#components/usage/chart-point";
import { NumberCell, NumberHeader, TimeCell } from "#components/usage/number-cells";
import type { UsageUnit } from "#lib/usage/dto";

type UnitsTableProps = { label: string; unit: "day" | "week"; units: UsageUnit[] };

/** The numbers of a chart over time as a table, the newest first. It opens on demand, also without JavaScript. */
export function UnitsTable({ label, unit, units }: UnitsTableProps) {
  const used = units.filter(({ calls }) => calls > 0).toReversed();
  const left = units.length - used.length;
  return (
    <details className="group min-w-0">
      <summary className="flex w-fit list-none items-center gap-1 rounded-md text-muted-foreground text-sm hover:text-foreground [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Numbers by {unit}
      </summary>
      <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-2">
        <Table label={label}>
          <TableHead>
            <TableRow>
              <TableHeader>{unit === "day" ? "Day" : "Week"}</TableHeader>
              <NumberHeader>Calls</NumberHeader>
              <NumberHeader>Succeeded</NumberHeader>
              <NumberHeader>Failed</NumberHeader>
              <NumberHeader>Refused</NumberHeader>
              <NumberHeader>Cancelled</NumberHeader>
              <NumberHeader>Mean</NumberHeader>
              <NumberHeader>Longest</NumberHeader>
            </TableRow>
          </TableHead>
          <TableBody>
            {used.map(({ from, ...sums }) => (
              <TableRow key={from.toISOString()}>
                <TableHeader scope="row" className="h-auto py-2 font-normal">
                  {unitName(unit, from)}
                </TableHeader>
                <NumberCell value={sums.calls} />
                <NumberCell value={sums.succeeded} />
                <NumberCell value={sums.failed} />
                <NumberCell value={sums.refused} />
                <NumberCell value={sums.cancelled} />
                <TimeCell ms={sums.meanMs} />
                <TimeCell ms={sums.maxMs} />
              </TableRow>
            ))}
          </TableBody>
        </Table>
        {left > 0 && (
          <p className="text-muted-foreground text-sm">
            {left === 1 ? `One ${unit} without calls is` : `${left} ${unit}s without calls are`} left out.
          </p>
        )}
      </div>
    </details>
  );
}
