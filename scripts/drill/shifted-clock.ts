import { readFileSync } from "node:fs";

/**
 * Gives a process another wall clock: `node --import ./scripts/drill/shifted-clock.ts`. The file that
 * `DRILL_CLOCK_FILE` names holds how far the clock is ahead, in milliseconds. The process reads it when it starts, and
 * again at the signal SIGUSR2, as when somebody sets the clock of a machine.
 */
const file = process.env.DRILL_CLOCK_FILE;
const MachineDate = Date;
let aheadMs = 0;

class ShiftedDate extends MachineDate {
  constructor(...given: unknown[]) {
    const parts = given.length === 0 ? [ShiftedDate.now()] : given;
    super(...(parts as [number]));
  }

  static override now(): number {
    return MachineDate.now() + aheadMs;
  }
}

if (file) {
  const readAgain = () => {
    aheadMs = Number(readFileSync(file, "utf8"));
  };
  readAgain();
  process.on("SIGUSR2", readAgain);
  globalThis.Date = ShiftedDate as DateConstructor;
}
