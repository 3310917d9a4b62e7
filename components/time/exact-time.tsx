"use client";

import { useClock } from "#components/time/clock-provider";
import { exactTime } from "#lib/format/dates";

/** A time to the second with its zone, for those who cannot reach the tooltip of a `RelativeTime`. */
export function ExactTime({ at }: { at: Date }) {
  const { timeZone } = useClock();
  return <time dateTime={at.toISOString()}>{exactTime(at, timeZone)}</time>;
}
