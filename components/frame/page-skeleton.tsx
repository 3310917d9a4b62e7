import { Page } from "#components/frame/page-header";
import { LoadingLabel, Skeleton } from "#components/ui/skeleton";

/** The shape of most pages: heading, a card, a list. */
export function PageSkeleton({ wide = false, rows = 3 }: { wide?: boolean; rows?: number }) {
  return (
    <Page wide={wide}>
      <LoadingLabel>Loading the page</LoadingLabel>
      <div className="grid gap-2 md:pt-10">
        <Skeleton className="h-6 w-36" />
        <Skeleton className="h-5 w-80 max-w-full" />
      </div>
      <div className="grid gap-4 rounded-lg border bg-card p-5">
        <Skeleton className="h-6 w-32" />
        <Skeleton className="h-9 w-full" />
      </div>
      <div className="divide-y rounded-lg border bg-card">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
          <div key={row} className="flex items-center gap-3 p-4">
            <Skeleton className="size-8 rounded-full" />
            <div className="grid flex-1 gap-1.5">
              <Skeleton className="w-48 max-w-full" />
              <Skeleton className="h-3.5 w-32 max-w-full" />
            </div>
          </div>
        ))}
      </div>
    </Page>
  );
}
