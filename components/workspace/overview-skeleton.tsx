import { Page } from "#components/frame/page/page-header";
import { CardSkeleton, HeadingSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/**
 * The skeleton of the overview: the endpoint and three numbers. It has no next steps, because few workspaces have any.
 */
export function OverviewSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the overview" />
      <CardSkeleton>
        <Skeleton className="w-80 max-w-full" />
        <Skeleton className="h-9" />
      </CardSkeleton>
      <div className="grid gap-3 sm:grid-cols-3">
        <NumberSkeleton />
        <NumberSkeleton />
        <NumberSkeleton />
      </div>
    </Page>
  );
}

function NumberSkeleton() {
  return (
    <div className="grid gap-2 rounded-lg border bg-card px-4 py-3.5 sm:px-5">
      <Skeleton className="w-24" />
      <Skeleton className="h-7 w-8" />
    </div>
  );
}
