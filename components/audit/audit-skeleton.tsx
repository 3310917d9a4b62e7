import { Page } from "#components/frame/page/page-header";
import { HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the Audit log page. */
export function AuditSkeleton() {
  return (
    <Page wide>
      <HeadingSkeleton label="Loading the audit log" description="w-72" />
      <div className="flex flex-wrap gap-2">
        <Skeleton className="h-9 w-full sm:w-44" />
        <Skeleton className="h-9 w-full sm:w-44" />
        <Skeleton className="h-9 w-[calc(50%-0.25rem)] sm:w-40" />
        <Skeleton className="h-9 w-[calc(50%-0.25rem)] sm:w-40" />
      </div>
      <RowsSkeleton count={8} row={<EventSkeleton />} />
    </Page>
  );
}

function EventSkeleton() {
  return (
    <div className="flex items-center gap-4">
      <Skeleton className="size-4" />
      <Skeleton className="w-32" />
      <Skeleton className="hidden flex-1 sm:block" />
      <Skeleton className="w-20" />
    </div>
  );
}
