"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const TICK_MS = 30_000;

type Clock = { now: Date; timeZone: string | undefined };

const ClockContext = createContext<Clock | null>(null);

/**
 * One clock for every time on the page. The first render uses the server's instant and UTC, so that server and
 * browser write the same words; then the browser's own clock and zone take over and tick twice a minute.
 */
export function ClockProvider({ serverNow, children }: { serverNow: Date; children: ReactNode }) {
  const [clock, setClock] = useState<Clock>({ now: serverNow, timeZone: "UTC" });
  useEffect(() => {
    const tick = () => setClock({ now: new Date(), timeZone: undefined });
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** The instant and the zone (undefined: the browser's) in which times are written. */
export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error("Times need a ClockProvider above them");
  return clock;
}
