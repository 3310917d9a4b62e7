import { isatty } from "node:tty";
import { type DestinationStream, pino } from "pino";
import { readableLine } from "#lib/logging/readable-line";

const STANDARD_OUTPUT = 1;
/** What waits in memory while nobody can take a line, for example on a full disk. Later lines are lost. */
const WAITING_MAX_BYTES = 1_000_000;

/**
 * Returns the place where the lines of the log go: standard output. A terminal gets them as people read them, everything
 * else gets JSON. A line is written before the call returns, so none is lost when the process ends or crashes.
 */
export function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: STANDARD_OUTPUT, sync: true, maxLength: WAITING_MAX_BYTES });
  // A full disk must not end the process, and there is no other place to report it. What waits is written later.
  output.on("error", () => {});
  if (!isReadByPerson()) return output;
  const hasColours = process.stdout.hasColors();
  return { write: (line) => void output.write(readableLine(line, hasColours)) };
}

/** Whether a person at a terminal reads what this process writes. */
export function isReadByPerson(): boolean {
  return isatty(STANDARD_OUTPUT);
}
