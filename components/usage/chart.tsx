"use client";

import dynamic from "next/dynamic";
import { cn } from "#components/ui/cn";
import type { BarsProps } from "#components/usage/bars";

/** Loaded when a chart is shown, and in browsers alone: on the server a chart has no width to be drawn for. */
const Bars = dynamic(() => import("#components/usage/bars").then((file) => file.Bars), { ssr: false });

type ChartProps = BarsProps & {
  /** What it shows, and where the same numbers stand as text. */
  label: string;
  className?: string;
};

/** A picture of numbers that stand in a table beside it. */
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
