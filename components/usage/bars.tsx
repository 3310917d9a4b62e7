"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartPoint } from "#components/usage/chart-point";
import { ChartTooltip } from "#components/usage/chart-tooltip";
import { SERIES, type Shown } from "#components/usage/series";
import { duration, shortNumber } from "#lib/format/numbers";

export type BarsProps = {
  shown: Shown;
  points: ChartPoint[];
  /** Draws horizontal bars with a name before each, in place of vertical bars on a time axis. */
  horizontal?: boolean;
};

const TICK = { fill: "var(--muted-foreground)", fontSize: 12 };
const MARGIN = { top: 8, right: 12, bottom: 0, left: 0 };
const NUMBERS_WIDTH = 52;
const NAMES_WIDTH = 132;
const BAR_MAX = 28;
/** The least space between two labels of the time axis, in pixels. */
const LABEL_GAP = 28;

/**
 * Draws a bar chart without animation. Only this file imports recharts, so that pages without charts do not load it.
 */
export function Bars({ shown, points, horizontal = false }: BarsProps) {
  const labels = new Map(points.map(({ id, label }) => [id, label]));
  const names = {
    dataKey: "id",
    type: "category",
    tickFormatter: (id: string) => labels.get(id) ?? "",
    tick: TICK,
    tickLine: false,
    axisLine: { stroke: "var(--border)" },
  } as const;
  const numbers = {
    type: "number",
    tickFormatter: shown === "calls" ? shortNumber : duration,
    allowDecimals: shown !== "calls",
    tick: TICK,
    tickLine: false,
    axisLine: false,
  } as const;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={points}
        layout={horizontal ? "vertical" : "horizontal"}
        margin={MARGIN}
        accessibilityLayer={false}
        barCategoryGap="20%"
      >
        <CartesianGrid vertical={horizontal} horizontal={!horizontal} stroke="var(--border)" />
        {horizontal ? <XAxis {...numbers} height={24} /> : <XAxis {...names} height={24} minTickGap={LABEL_GAP} />}
        {horizontal ? (
          <YAxis {...names} width={NAMES_WIDTH} interval={0} />
        ) : (
          <YAxis {...numbers} width={NUMBERS_WIDTH} />
        )}
        <Tooltip
          content={({ active, payload }) => <ChartTooltip shown={shown} point={active ? payload[0]?.payload : null} />}
          cursor={{ fill: "var(--hover)" }}
          isAnimationActive={false}
        />
        {SERIES[shown].map(({ key, colour }) => (
          <Bar key={key} dataKey={key} stackId="all" fill={colour} maxBarSize={BAR_MAX} isAnimationActive={false} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
