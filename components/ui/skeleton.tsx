import { cn } from "#components/ui/cn";

/** A grey shape in place of content that is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("h-4 animate-pulse rounded-sm bg-selected", className)} />;
}

/** Tells screen readers that content is loading, in place of the skeletons beside it. */
export function LoadingLabel({ children = "Loading" }: { children?: string }) {
  return (
    <p role="status" className="sr-only">
      {children}
    </p>
  );
}
