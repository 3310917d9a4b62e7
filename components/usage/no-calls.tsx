import { ChartColumn } from "lucide-react";
import { PageButton } from "#components/frame/navigation/page-link";
import { EmptyState } from "#components/ui/empty-state";
import { PERIOD_LABELS, type Period } from "#lib/usage/periods";

type NoCallsProps = { isUnused: boolean; period: Period; keysHref: string; longestHref: string };

/** Stands in place of charts when there are no calls. */
export function NoCalls({ isUnused, period, keysHref, longestHref }: NoCallsProps) {
  if (!isUnused) {
    return (
      <EmptyState
        icon={ChartColumn}
        title={`No calls in the last ${PERIOD_LABELS[period]}`}
        action={period !== "1y" && <PageButton href={longestHref}>Show the last {PERIOD_LABELS["1y"]}</PageButton>}
      />
    );
  }
  return (
    <EmptyState icon={ChartColumn} title="No calls yet" action={<PageButton href={keysHref}>Create a key</PageButton>}>
      Calls appear here as soon as an AI client uses a key with the MCP servers of this workspace.
    </EmptyState>
  );
}
