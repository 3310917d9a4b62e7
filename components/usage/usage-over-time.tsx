import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Chart } from "#components/usage/chart";
import { ChartLegend } from "#components/usage/chart-legend";
import { pointOfUnit } from "#components/usage/chart-point";
import { UnitsTable } from "#components/usage/units-table";
import type { UsageSums, UsageUnit } from "#lib/usage/dto";

type UsageOverTimeProps = { unit: "day" | "week"; units: UsageUnit[]; total: UsageSums };

/** Shows calls, their outcomes and their durations over time, as charts and as a table. */
export function UsageOverTime({ unit, units, total }: UsageOverTimeProps) {
  const points = units.map((each) => pointOfUnit(unit, each));
  const table = `Numbers by ${unit}`;
  return (
    <Card aria-labelledby="over-time">
      <CardHeader
        id="over-time"
        title={`Calls by ${unit}`}
        action={<ChartLegend total={total} />}
        className="flex-wrap gap-y-2"
      />
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Chart
          shown="calls"
          points={points}
          label={`Calls by ${unit} and their outcomes. “${table}” below has the same numbers.`}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <h3>Mean time of a call</h3>
          <Chart
            shown="times"
            points={points}
            label={`Mean time of a call by ${unit}. “${table}” below has the same numbers.`}
            className="h-36"
          />
        </div>
        <UnitsTable label={table} unit={unit} units={units} />
      </CardBody>
    </Card>
  );
}
