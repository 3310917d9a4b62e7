import type { ReactNode } from "react";
import { KeySection } from "#components/key-page/key-section";
import { UsedByTable } from "#components/key-page/used-by-table";
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
  /** The address of the key's page without its query. */
  path: string;
  /** For how many days calls are stored one by one. */
  storedDays: number;
  /** Whose servers the calls went to, where the reader does not see all of them. */
  limitedTo: string | null;
};

/** How a key was used: calls by day, tools, clients and addresses. */
export function KeyUsageSection({ usage, period, path, storedDays, limitedTo }: KeyUsageSectionProps) {
  const choices = PERIODS.map((each) => ({
    label: PERIOD_LABELS[each],
    href: `${path}?period=${each}#usage`,
    isChosen: each === period,
  }));
  return (
    <KeySection
      id="usage"
      description={
        limitedTo ? `Calls to the MCP servers of ${limitedTo}. Days are those of UTC.` : "Days are those of UTC."
      }
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
        label={`${table} and how they ended; the same as “Numbers by ${unit}” below.`}
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
            <UsedByTable label="Clients" column="Client" users={clients} unnamed="Did not give its name" />
          </Part>
          <Part title="Addresses">
            <UsedByTable label="Addresses" column="Address" users={addresses} unnamed="Unknown" />
          </Part>
          {applications.length > 0 && (
            <Part title="Applications">
              <UsedByTable label="Applications" column="Application" users={applications} unnamed="Unknown" />
            </Part>
          )}
          <p className="text-muted-foreground text-sm md:col-span-2">
            Clients and addresses are told from the latest calls of the last {storedDays} days.
            {applications.length > 0 && " Applications are those that name themselves with X-Origin-App."}
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
