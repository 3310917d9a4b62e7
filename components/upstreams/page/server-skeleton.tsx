import { Page } from "#components/frame/page/page-header";
import { HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

const FACTS = ["status", "checked", "names", "server", "revision", "headers"];

/** The skeleton of the page of one MCP server: facts, tabs and tools. */
export function ServerSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the MCP server" description="w-64" />
      <div className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-lg border bg-card p-4 sm:px-5 md:grid-cols-3">
        {FACTS.map((fact) => (
          <div key={fact} className="grid gap-2 py-0.5">
            <Skeleton className="h-3.5 w-20" />
            <Skeleton className="w-32 max-w-full" />
          </div>
        ))}
      </div>
      <div className="flex gap-6 border-b px-2.5 pb-3">
        <Skeleton className="w-16" />
        <Skeleton className="w-20" />
        <Skeleton className="w-16" />
      </div>
      <RowsSkeleton count={5} row={<ToolSkeleton />} />
    </Page>
  );
}

function ToolSkeleton() {
  return (
    <div className="grid gap-2">
      <Skeleton className="w-48 max-w-full" />
      <Skeleton className="h-3.5 w-32" />
      <Skeleton className="h-3.5 w-96 max-w-full" />
    </div>
  );
}
