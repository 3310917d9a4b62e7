import { Page } from "#components/frame/page/page-header";
import { CardSkeleton, HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

const FIGURES = ["calls", "failed", "refused", "mean", "percentiles"];

/** The skeleton of the Usage page. */
export function UsageSkeleton() {
  return (
    <Page wide>
      <HeadingSkeleton label="Loading usage" description="w-96" />
      <Skeleton className="h-8 w-72 max-w-full" />
      <div className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-lg border bg-card p-4 sm:px-5 md:grid-cols-5">
        {FIGURES.map((figure) => (
          <div key={figure} className="grid gap-2 py-0.5">
            <Skeleton className="h-3.5 w-16" />
            <Skeleton className="h-5 w-20" />
          </div>
        ))}
      </div>
      <CardSkeleton>
        <Skeleton className="h-56" />
        <Skeleton className="h-36" />
      </CardSkeleton>
      <RowsSkeleton count={4} row={<Skeleton className="w-64 max-w-full" />} />
    </Page>
  );
}
