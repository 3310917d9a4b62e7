"use client";

import dynamic from "next/dynamic";
import { cn } from "#components/ui/cn";
import type { BarsProps } from "#components/usage/bars";

/** Loads the chart library only when a chart is shown, and only in browsers: on the server a chart has no width. */
const Bars = dynamic(() => import("#components/usage/bars").then((file) => file.Bars), { ssr: false });

type ChartProps = BarsProps & {
  /** Says what the chart shows, and where the same numbers are as text. */
  label: string;
  className?: string;
};

/** A chart of numbers that a table beside it also shows. */
export function Chart({ label, className, ...bars }: ChartProps) {
  return (
    <>
      <div role="img" aria-label={label} className={cn("h-56 min-w-0 overflow-x-clip", className)}>
        <Bars {...bars} />
      </div>
      <noscript>
        <p className="text-muted-foreground text-sm">Charts need JavaScript. The table has the same numbers.</p>
      </noscript>
    </>
  );
}
