import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";

/** A grid of `Fact`s with two or three columns. */
export function Facts({ className, children }: { className?: string; children: ReactNode }) {
  return <dl className={cn("grid grid-cols-2 gap-x-6 gap-y-4 p-4 sm:px-5 md:grid-cols-3", className)}>{children}</dl>;
}

/** A small term with its value below. */
export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-0.5">
      <dt className="text-muted-foreground text-sm">{term}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
