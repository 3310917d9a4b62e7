import { cn } from "#components/ui/cn";

/** A grey shape where something will be. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("h-4 animate-pulse rounded-sm bg-selected", className)} />;
}

/** Says to a screen reader what the skeletons beside it show to the eye. */
export function LoadingLabel({ children = "Loading" }: { children?: string }) {
  return (
    <p role="status" className="sr-only">
      {children}
    </p>
  );
}
