import { Page } from "#components/frame/page/page-header";
import { HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the Access page. */
export function AccessSkeleton() {
  return (
    <Page wide>
      <HeadingSkeleton label="Loading keys" description="w-72" />
      <div className="flex flex-wrap gap-2">
        <Skeleton className="h-9 w-full sm:w-72" />
        <Skeleton className="ml-auto h-9 w-28" />
      </div>
      <div className="flex flex-wrap gap-2">
        <Skeleton className="h-9 w-44" />
        <Skeleton className="h-9 w-44" />
        <Skeleton className="h-9 w-44" />
        <Skeleton className="h-9 w-44" />
      </div>
      <RowsSkeleton count={6} row={<AccessRowSkeleton />} />
    </Page>
  );
}

function AccessRowSkeleton() {
  return (
    <div className="flex items-center gap-8">
      <Skeleton className="w-36" />
      <Skeleton className="w-44" />
      <Skeleton className="hidden w-24 sm:block" />
      <Skeleton className="hidden flex-1 lg:block" />
    </div>
  );
}
