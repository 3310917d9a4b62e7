import { Page } from "#components/frame/page/page-header";
import { CardSkeleton, HeadingSkeleton, RowsSkeleton } from "#components/frame/page/page-skeleton";
import { Skeleton } from "#components/ui/skeleton";

/** The skeleton of the Webhooks page. */
export function WebhooksSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the webhooks" description="w-96" />
      <RowsSkeleton count={2} row={<RowSkeleton />} />
    </Page>
  );
}

/** The skeleton of the page of one webhook: facts and deliveries. */
export function WebhookSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the webhook" description="w-64" />
      <CardSkeleton />
      <RowsSkeleton count={4} row={<RowSkeleton />} />
    </Page>
  );
}

function RowSkeleton() {
  return (
    <div className="grid gap-2 py-0.5">
      <div className="flex items-center justify-between gap-4">
        <Skeleton className="w-72 max-w-full" />
        <Skeleton className="w-24" />
      </div>
      <Skeleton className="h-3.5 w-48 max-w-full" />
    </div>
  );
}
