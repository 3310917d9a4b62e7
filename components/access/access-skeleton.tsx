import { Page } from "#components/frame/page-header";
import { LoadingLabel, Skeleton } from "#components/ui/skeleton";

const ROWS = ["first", "second", "third", "fourth", "fifth", "sixth"];

/** The Access screen before its data is there. */
export function AccessSkeleton() {
  return (
    <Page wide>
      <LoadingLabel>Loading keys</LoadingLabel>
      <div className="grid gap-2 md:pt-10">
        <Skeleton className="h-6 w-24" />
        <Skeleton className="w-72 max-w-full" />
      </div>
      <div className="flex flex-wrap gap-2">
        <Skeleton className="h-9 w-full sm:w-72" />
        <Skeleton className="h-9 w-44" />
      </div>
      <div className="divide-y rounded-lg border bg-card">
        {ROWS.map((row) => (
          <div key={row} className="flex items-center gap-8 px-4 py-4">
            <Skeleton className="w-36" />
            <Skeleton className="w-44" />
            <Skeleton className="hidden w-24 sm:block" />
            <Skeleton className="hidden flex-1 lg:block" />
          </div>
        ))}
      </div>
    </Page>
  );
}
