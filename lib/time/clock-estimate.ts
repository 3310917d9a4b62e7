/**
 * Two clocks of this machine at one instant, in milliseconds. `wallMs` is the time since the epoch. Somebody may set it
 * at any moment. `steadyMs` never jumps, and may stand still while the machine is suspended.
 */
export type Reading = { wallMs: number; steadyMs: number };

/** An exchange in which the two clocks disagree by more than this is not used: one of them jumped meanwhile. */
const JUMP_MS = 250;

/** The database's time at one reading of the own clocks. */
type Anchor = Reading & { databaseMs: number };

/**
 * Estimates what the clock of the database says, from times that it told. Between these, the time goes on with the own
 * clock that has gone further. So it goes on right when somebody sets the wall clock back, and after the machine was
 * suspended. When somebody sets the wall clock forward, the estimate is ahead until the next exchange: then nothing that
 * has ended is taken for alive.
 */
export class ClockEstimate {
  #anchor: Anchor | undefined;

  /** Whether the database told its time yet. Until then the own wall clock is the estimate. */
  get isKnown(): boolean {
    return this.#anchor !== undefined;
  }

  /** Returns the database's time at a reading of the own clocks, in milliseconds since the epoch. */
  at(reading: Reading): number {
    const anchor = this.#anchor;
    return anchor ? anchor.databaseMs + longerBetween(anchor, reading) : reading.wallMs;
  }

  /** Whether somebody set the wall clock, or the machine was suspended, since the last exchange. */
  hasJumped(reading: Reading): boolean {
    return this.#anchor !== undefined && differenceBetween(this.#anchor, reading) > JUMP_MS;
  }

  /**
   * Takes what the database told. It read its clock some time between `sent` and `received`, so its time is known within
   * the time that this took. The estimate moves as far as it must to lie within, and the first one is the middle. So a
   * slow answer harms nothing, no answer makes a right estimate worse, and a quick one finds a small change of a clock.
   * @returns whether the exchange was used; one in which a clock jumped is not
   */
  take(sent: Reading, databaseMs: number, received: Reading): boolean {
    if (differenceBetween(sent, received) > JUMP_MS) return false;
    const latestMs = databaseMs + received.steadyMs - sent.steadyMs;
    const estimatedMs = this.#anchor ? this.at(received) : (databaseMs + latestMs) / 2;
    this.#anchor = { ...received, databaseMs: Math.min(Math.max(estimatedMs, databaseMs), latestMs) };
    return true;
  }
}

function longerBetween(from: Reading, to: Reading): number {
  return Math.max(to.wallMs - from.wallMs, to.steadyMs - from.steadyMs);
}

function differenceBetween(from: Reading, to: Reading): number {
  return Math.abs(to.wallMs - from.wallMs - (to.steadyMs - from.steadyMs));
}
