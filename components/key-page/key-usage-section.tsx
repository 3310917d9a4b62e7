import type { ReactNode } from "react";
import { KeySection } from "#components/key-page/key-section";
import { ClientsTable, UsedByTable } from "#components/key-page/used-by-table";
import { UsedTools } from "#components/key-page/used-tools";
import { CardBody } from "#components/ui/card";
import { Chart } from "#components/usage/chart";
import { ChartLegend } from "#components/usage/chart-legend";
import { pointOfUnit } from "#components/usage/chart-point";
import { ChoiceLinks } from "#components/usage/choice-links";
import { UnitsTable } from "#components/usage/units-table";
import type { KeyUsage } from "#lib/usage/dto";
import { PERIOD_LABELS, PERIODS, type Period } from "#lib/usage/periods";

type KeyUsageSectionProps = {
  usage: KeyUsage;
  period: Period;
  /** The address of the key page without its query. */
  path: string;
  /** The number of days for which single calls are stored. */
  storedDays: number;
  /** The workspace whose calls are shown, when the reader may not see the calls of other workspaces. */
  limitedTo: string | null;
};

/** Shows how a key was used: calls by day or week, tools, clients, addresses and applications. */
export function KeyUsageSection({ usage, period, path, storedDays, limitedTo }: KeyUsageSectionProps) {
  const choices = PERIODS.map((each) => ({
    label: PERIOD_LABELS[each],
    href: `${path}?period=${each}#usage`,
    isChosen: each === period,
  }));
  return (
    <KeySection
      id="usage"
      description={limitedTo ? `Calls to the MCP servers of ${limitedTo}. Days are in UTC.` : "Days are in UTC."}
      action={<ChoiceLinks label="Period" choices={choices} />}
    >
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        {usage.total.calls === 0 ? (
          <p className="rounded-md border border-dashed px-4 py-8 text-center text-muted-foreground">
            No calls in the last {PERIOD_LABELS[period]}.
          </p>
        ) : (
          <UsedBy usage={usage} storedDays={storedDays} />
        )}
      </CardBody>
    </KeySection>
  );
}

function UsedBy({ usage, storedDays }: { usage: KeyUsage; storedDays: number }) {
  const { unit, units, total, tools, clients, addresses, applications } = usage;
  const table = `Calls by ${unit}`;
  return (
    <>
      <ChartLegend total={total} />
      <Chart
        shown="calls"
        points={units.map((each) => pointOfUnit(unit, each))}
        label={`${table} and their outcomes. “Numbers by ${unit}” below has the same numbers.`}
        className="h-44"
      />
      <UnitsTable label={table} unit={unit} units={units} />
      {tools.top.length > 0 && (
        <Part title="Most used tools">
          <UsedTools tools={tools} />
        </Part>
      )}
      {clients.length > 0 && (
        <div className="grid gap-5 md:grid-cols-2">
          <Part title="Clients">
            <ClientsTable clients={clients} />
          </Part>
          <Part title="Addresses">
            <UsedByTable label="Addresses" column="Address" users={addresses} />
          </Part>
          {applications.length > 0 && (
            <Part title="Applications">
              <UsedByTable label="Applications" column="Application" users={applications} />
            </Part>
          )}
          <p className="text-muted-foreground text-sm md:col-span-2">
            <span>{`Clients and addresses come from the latest calls of the last ${storedDays} days.`}</span>
            {applications.length > 0 && <span> Applications give their name in the header X-Origin-App.</span>}
          </p>
        </div>
      )}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-2">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
