import { counted } from "#lib/format/numbers";

const BAR = 3;
const GAP = 1;
const HEIGHT = 16;
/** The least height of a bar, so that a day with a single call is visible. */
const HEIGHT_MIN = 2;

/** Shows the calls of the last days as tiny bars, without a script. The total in words is its label. */
export function Sparkline({ counts }: { counts: number[] }) {
  const calls = counts.reduce((sum, count) => sum + count, 0);
  const words = `${calls === 0 ? "No calls" : counted(calls, "call")} in the last ${counts.length} days`;
  const width = counts.length * (BAR + GAP) - GAP;
  return (
    <svg
      role="img"
      aria-label={words}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      className="inline-block shrink-0 fill-chart-time align-text-bottom"
    >
      <title>{words}</title>
      <path d={`M0 ${HEIGHT - 1}h${width}v1h-${width}z`} className="fill-border" />
      <path d={barsOf(counts)} />
    </svg>
  );
}

/** The bars as an SVG path. The highest bar has the full height. */
export function barsOf(counts: number[]): string {
  const most = Math.max(...counts);
  return counts
    .map((count, index) => {
      if (count === 0) return "";
      const height = Math.max(HEIGHT_MIN, Math.round((count / most) * HEIGHT));
      return `M${index * (BAR + GAP)} ${HEIGHT}v-${height}h${BAR}v${height}z`;
    })
    .join("");
}
