import type { Clock } from "#lib/clock";
import { single } from "#lib/process";
import { ClockEstimate, type Reading } from "#lib/time/clock-estimate";

type DatabaseTime = {
  readonly estimate: ClockEstimate;
  /** Asks the database for its time at once; undefined while nobody keeps the time. */
  askAgain: (() => void) | undefined;
};

/** What this process knows of the database's time. Only this room uses it. */
export function databaseTime(): DatabaseTime {
  return single("database-time", () => ({ estimate: new ClockEstimate(), askAgain: undefined }));
}

/** Reads the own clocks. */
export function readOwnClocks(): Reading {
  return { wallMs: Date.now(), steadyMs: performance.now() };
}

/**
 * The clock of all rules: what the clock of the database says (decision 42). All processes on one database have one
 * time, whatever the clocks of their machines say. Reading it costs no query. Before the database was asked for its
 * time, which happens when it is opened, this is the clock of the machine.
 */
export const databaseClock: Clock = {
  now() {
    const { estimate, askAgain } = databaseTime();
    const reading = readOwnClocks();
    if (askAgain && estimate.hasJumped(reading)) askAgain();
    return new Date(estimate.at(reading));
  },
};

/**
 * Returns how far the clock of this machine is ahead of the database's, in milliseconds; negative when it is behind, null
 * before the database told its time.
 */
export function clockOffsetMs(): number | null {
  const { estimate } = databaseTime();
  const reading = readOwnClocks();
  return estimate.isKnown ? reading.wallMs - estimate.at(reading) : null;
}
