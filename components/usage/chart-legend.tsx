import { Swatch } from "#components/usage/chart-tooltip";
import { SERIES } from "#components/usage/series";
import { wholeNumber } from "#lib/format/numbers";
import type { UsageSums } from "#lib/usage/dto";

/** The legend of a chart of calls: each colour with its meaning and number. Leaves out outcomes without calls. */
export function ChartLegend({ total }: { total: UsageSums }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {SERIES.calls.map(
        ({ key, label, colour }) =>
          key !== "meanMs" &&
          total[key] > 0 && (
            <li key={key} className="flex items-center gap-2">
              <Swatch colour={colour} />
              <span className="text-muted-foreground">{label}</span>
              {wholeNumber(total[key])}
            </li>
          ),
      )}
    </ul>
  );
}
