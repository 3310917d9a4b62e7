import type { ReactNode } from "react";
import { Card } from "#components/ui/card";
import { Fact, Facts } from "#components/ui/fact";
import { duration, percentage, wholeNumber } from "#lib/format/numbers";
import type { Percentiles, UsageSums } from "#lib/usage/dto";

/** Shows the totals of a period. */
export function UsageTotals({ total }: { total: UsageSums & Percentiles }) {
  const share = (part: number) => percentage(part, total.calls);
  return (
    <Card aria-label="Totals">
      <Facts className="md:grid-cols-5">
        <Fact term="Calls">
          <Figure>{wholeNumber(total.calls)}</Figure>
        </Fact>
        <Fact term="Failed">
          <Figure remark={share(total.failed)}>{wholeNumber(total.failed)}</Figure>
        </Fact>
        <Fact term="Refused">
          <Figure remark={share(total.refused)}>{wholeNumber(total.refused)}</Figure>
        </Fact>
        <Fact term="Mean time">
          <Figure>{time(total.meanMs)}</Figure>
        </Fact>
        <Fact term="p50 · p95">
          <Figure>
            {time(total.p50Ms)} · {time(total.p95Ms)}
          </Figure>
        </Fact>
      </Facts>
    </Card>
  );
}

function Figure({ children, remark }: { children: ReactNode; remark?: string }) {
  return (
    <>
      <span className="whitespace-nowrap font-medium text-lg">{children}</span>
      {remark && <span className="ml-1.5 text-muted-foreground text-sm">{remark}</span>}
    </>
  );
}

function time(ms: number | null): string {
  return ms === null ? "–" : duration(ms);
}
