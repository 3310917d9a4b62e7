"use client";

import { useClock } from "#components/time/clock-provider";
import { exactTime } from "#lib/format/dates";

/** Shows a time to the second with its zone, also to people who cannot open the tooltip of a `RelativeTime`. */
export function ExactTime({ at }: { at: Date }) {
  const { timeZone } = useClock();
  return <time dateTime={at.toISOString()}>{exactTime(at, timeZone)}</time>;
}
