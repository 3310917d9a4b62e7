import { Page } from "#components/frame/page/page-header";
import { HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the Members page. It has no invitation form, because only admins see that form. */
export function MembersSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the members" description="w-96" />
      <div className="grid gap-3">
        <Skeleton className="h-5 w-28" />
        <RowsSkeleton count={4} row={<MemberSkeleton />} />
      </div>
    </Page>
  );
}

function MemberSkeleton() {
  return (
    <div className="flex items-center gap-3">
      <Skeleton className="size-8 shrink-0 rounded-full" />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <Skeleton className="w-40 max-w-full" />
        <Skeleton className="h-3.5 w-52 max-w-full" />
      </div>
      <Skeleton className="hidden w-20 sm:block" />
    </div>
  );
}
