import { Page } from "#components/frame/page/page-header";
import { CardSkeleton, HeadingSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the General settings page. */
export function GeneralSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the settings" description="w-80" />
      <CardSkeleton>
        <Skeleton className="h-9 max-w-form" />
        <Skeleton className="w-20" />
        <Skeleton className="h-9 max-w-form" />
      </CardSkeleton>
      <CardSkeleton>
        <Skeleton className="w-32" />
        <Skeleton className="h-16 max-w-form" />
      </CardSkeleton>
    </Page>
  );
}
