import { Page } from "#components/frame/page/page-header";
import { HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the MCP servers page. */
export function ServersSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the MCP servers" description="w-72" />
      <RowsSkeleton count={3} row={<ServerRowSkeleton />} />
    </Page>
  );
}

function ServerRowSkeleton() {
  return (
    <div className="grid gap-2 py-0.5">
      <div className="flex items-center justify-between gap-4">
        <Skeleton className="w-40" />
        <Skeleton className="w-24" />
      </div>
      <Skeleton className="h-3.5 w-72 max-w-full" />
      <Skeleton className="h-3.5 w-56 max-w-full" />
    </div>
  );
}
