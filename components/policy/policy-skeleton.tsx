import { Page } from "#components/frame/page/page-header";
import { CardSkeleton, HeadingSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the Policy page. */
export function PolicySkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the policy" description="w-96" />
      <CardSkeleton>
        <Skeleton className="w-96 max-w-full" />
        <Skeleton className="h-9 w-36" />
        <Skeleton className="w-48" />
        <Skeleton className="h-16 max-w-form" />
        <Skeleton className="h-16 max-w-form" />
      </CardSkeleton>
      <CardSkeleton>
        <Skeleton className="h-20 max-w-form" />
      </CardSkeleton>
      <CardSkeleton>
        <Skeleton className="h-12 max-w-form" />
      </CardSkeleton>
    </Page>
  );
}
