import { Page } from "#components/frame/page/page-header";
import { HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the MCP keys page. */
export function KeysSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading keys" description="w-lg" />
      <div className="grid gap-3 rounded-lg border bg-card p-5">
        <Skeleton className="h-5 w-28" />
        <Skeleton className="h-9" />
      </div>
      <div className="grid gap-6 rounded-lg border bg-card p-5">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-9 max-w-form" />
        <Skeleton className="h-5 w-56" />
        <Skeleton className="h-16" />
        <Skeleton className="h-9 w-48" />
      </div>
      <RowsSkeleton count={2} row={<KeySkeleton />} />
    </Page>
  );
}

function KeySkeleton() {
  return (
    <div className="grid gap-2.5 py-1">
      <Skeleton className="w-40" />
      <Skeleton className="h-3.5 w-72 max-w-full" />
      <Skeleton className="h-3.5 w-96 max-w-full" />
    </div>
  );
}
