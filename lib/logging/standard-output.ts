import { isatty } from "node:tty";
import type { DestinationStream } from "pino";
import { readableLine } from "#lib/logging/readable-line";
import { WaitingOutput } from "#lib/logging/waiting-output";

const STANDARD_OUTPUT = 1;
const OPENED = Symbol.for("latchkey.standard-output");

/** A process has one, also where tests forget all instances: it listens to the end of the process. */
const holder = globalThis as { [OPENED]?: WaitingOutput };

/**
 * Returns the place where the lines of the log go: standard output. A terminal gets them as people read them, everything
 * else gets JSON.
 */
export function standardOutput(): DestinationStream {
  const output = openedOutput();
  if (!isReadByPerson()) return output;
  const hasColours = process.stdout.hasColors();
  return { write: (line) => output.write(readableLine(line, hasColours)) };
}

/** Writes every line that waits. Call it when the process ends and nothing is said any more. */
export function flushStandardOutput(): void {
  openedOutput().flushSync();
}

/** Whether a person at a terminal reads what this process writes. */
export function isReadByPerson(): boolean {
  return isatty(STANDARD_OUTPUT);
}

function openedOutput(): WaitingOutput {
  holder[OPENED] ??= openOutput();
  return holder[OPENED];
}

function openOutput(): WaitingOutput {
  // The first use of the stream lets no write to a pipe block any more.
  void process.stdout;
  const output = new WaitingOutput(STANDARD_OUTPUT);
  process.once("exit", () => output.flushSync());
  return output;
}
