import { Page } from "#components/frame/page/page-header";
import { CardSkeleton, HeadingSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the account page: profile and password. */
export function AccountSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading your account" description="w-44" />
      <CardSkeleton>
        <Skeleton className="h-9 max-w-form" />
        <Skeleton className="h-9 max-w-form" />
      </CardSkeleton>
      <CardSkeleton>
        <Skeleton className="h-9 max-w-form" />
        <Skeleton className="h-9 max-w-form" />
      </CardSkeleton>
    </Page>
  );
}
