import { Page } from "#components/frame/page/page-header";
import { CardSkeleton, HeadingSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

const FACTS = ["status", "access", "workspaces", "created", "expiry", "last use", "token", "id"];

/** The skeleton of a key page: links to the sections, settings, and the chart of calls. */
export function KeyPageSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the key" description="w-64" />
      <div className="flex gap-5 border-b pb-3">
        <Skeleton className="w-16" />
        <Skeleton className="w-20" />
        <Skeleton className="w-12" />
        <Skeleton className="w-14" />
      </div>
      <CardSkeleton>
        <div className="grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-3">
          {FACTS.map((fact) => (
            <div key={fact} className="grid gap-2 py-0.5">
              <Skeleton className="h-3.5 w-20" />
              <Skeleton className="w-32 max-w-full" />
            </div>
          ))}
        </div>
      </CardSkeleton>
      <CardSkeleton>
        <Skeleton className="h-56" />
      </CardSkeleton>
    </Page>
  );
}
