"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const TICK_MS = 30_000;

type Clock = { now: Date; timeZone: string | undefined };

const ClockContext = createContext<Clock | null>(null);

/**
 * Gives every time on the page the same clock. The first render uses the server's time and UTC, so that server and
 * browser render the same text. Then the browser's clock and time zone replace them, and update twice a minute.
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

/** The current time, and the zone in which to show times; an undefined zone is the browser's own. */
export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error("Times need a ClockProvider above them");
  return clock;
}
