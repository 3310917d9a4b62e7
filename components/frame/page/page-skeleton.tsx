import type { ReactNode } from "react";
import { Page } from "#components/frame/page/page-header";
import { cn } from "#components/ui/cn";
import { LoadingLabel, Skeleton } from "#components/ui/skeleton";

type HeadingSkeletonProps = {
  /** What screen readers announce in place of the shapes. */
  label: string;
  /** The width of the description as a class, where it differs from the default. */
  description?: string;
};

/** The skeleton of a `PageHeader`. */
export function HeadingSkeleton({ label, description = "w-80" }: HeadingSkeletonProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 md:pt-10">
      <LoadingLabel>{label}</LoadingLabel>
      <div className="grid min-w-0 flex-1 gap-2 py-0.5">
        <Skeleton className="h-6 w-36" />
        <Skeleton className={cn("max-w-full", description)} />
      </div>
    </div>
  );
}

/** The skeleton of a card with a title. `children` are the shapes inside. */
export function CardSkeleton({ children }: { children?: ReactNode }) {
  return (
    <div className="grid gap-4 rounded-lg border bg-card p-4 sm:p-5">
      <Skeleton className="h-5 w-36" />
      {children}
    </div>
  );
}

/** The skeleton of a list with `count` rows. */
export function RowsSkeleton({ count, row }: { count: number; row: ReactNode }) {
  return (
    <div className="divide-y rounded-lg border bg-card">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={index} className="px-4 py-3.5 sm:px-5">
          {row}
        </div>
      ))}
    </div>
  );
}

/** The skeleton of a page that has no skeleton of its own: a heading, a card, a list. */
export function PageSkeleton() {
  return (
    <Page>
      <HeadingSkeleton label="Loading the page" />
      <CardSkeleton>
        <Skeleton className="h-9" />
      </CardSkeleton>
      <RowsSkeleton count={3} row={<Skeleton className="w-48 max-w-full" />} />
    </Page>
  );
}
