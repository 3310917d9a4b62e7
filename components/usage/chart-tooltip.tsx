import type { ChartPoint } from "#components/usage/chart-point";
import { SERIES, type Shown } from "#components/usage/series";
import { duration, wholeNumber } from "#lib/format/numbers";

type ChartTooltipProps = { shown: Shown; point: ChartPoint | null };

/** Shows the numbers of the bar under the pointer. The table beside the chart has the same numbers. */
export function ChartTooltip({ shown, point }: ChartTooltipProps) {
  if (!point) return null;
  const series = SERIES[shown].filter(({ key }) => point[key]);
  return (
    <div className="max-w-72 rounded-md border bg-popover px-3 py-2 text-sm shadow-floating">
      <p className="break-words font-medium">{point.title}</p>
      {series.length === 0 && <p className="text-muted-foreground">No calls</p>}
      <ul>
        {series.map(({ key, label, colour }) => (
          <li key={key} className="flex items-center gap-2 text-muted-foreground">
            <Swatch colour={colour} />
            <span className="flex-1">{label}</span>
            <span className="pl-4 text-foreground">
              {shown === "calls" ? wholeNumber(point[key] ?? 0) : duration(point[key] ?? 0)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/**
 * Shows the colour of a series. It is an SVG, because the Content Security Policy blocks inline styles from the server.
 */
export function Swatch({ colour }: { colour: string }) {
  return (
    <svg aria-hidden viewBox="0 0 8 8" className="size-2 shrink-0">
      <rect width="8" height="8" rx="2" fill={colour} />
    </svg>
  );
}
