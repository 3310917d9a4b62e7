import { Page } from "#components/frame/page/page-header";
import { HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the Service keys page. */
export function ServiceKeysSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading service keys" description="w-lg" />
      <div className="grid gap-6 rounded-lg border bg-card p-5">
        <Skeleton className="h-5 w-44" />
        <Skeleton className="h-9 max-w-form" />
        <Skeleton className="h-9 max-w-form" />
        <Skeleton className="h-16" />
        <Skeleton className="h-9 w-48" />
      </div>
      <RowsSkeleton
        count={3}
        row={
          <div className="grid gap-2.5 py-1">
            <Skeleton className="w-40" />
            <Skeleton className="h-3.5 w-72 max-w-full" />
          </div>
        }
      />
    </Page>
  );
}
