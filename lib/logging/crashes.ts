import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { log, makeLog } from "#lib/log";
import { readableLine } from "#lib/logging/readable-line";
import { isReadByPerson } from "#lib/logging/standard-output";
import { single } from "#lib/process";

const STANDARD_ERROR = 2;

/** What the log has told of as an exception that nobody caught, until other listeners have heard of it too. */
const reported = () => single("reported-exceptions", () => new Set<unknown>());

/** Whether the log has just told of this exception. Next.js says it once more on the console. */
export function isReported(error: unknown): boolean {
  return reported().has(error);
}

/**
 * Writes exceptions that nobody catches, and rejections that nobody handles, as one line of the log. The process then ends
 * with code 1. Where pages are served it goes on, because Next.js listens too and keeps the process alive: an exception
 * of one page must not end the calls of everybody else.
 */
export function writeCrashesToLog(): void {
  process.on("uncaughtException", (error: unknown) => {
    const goesOn = process.listenerCount("uncaughtException") > 1;
    reported().add(error);
    setImmediate(() => reported().delete(error));
    if (goesOn) {
      log().error({ error: asError(error) }, "An exception was not caught.");
      return;
    }
    sayLastWords(error, "An exception was not caught, so Latchkey ends.");
    process.exit(1);
  });
}

/**
 * Says why the process ends, at every level of the log, because nothing else would tell.
 * @param text the whole reason when `error` is undefined, otherwise what has failed
 */
export function sayLastWords(error: unknown, text: string): void {
  const record = error === undefined ? {} : { error: asError(error) };
  log().child({}, { level: "fatal" }).fatal(record, text);
  if (isReadByPerson() || !isatty(STANDARD_ERROR)) return;
  // Somebody who keeps the log in a file sees at the terminal why there is no server.
  const terminal = { write: (line: string) => void writeSync(STANDARD_ERROR, readableLine(line, false)) };
  makeLog(terminal).child({}, { level: "fatal" }).fatal(record, text);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`Something was thrown that is no error: ${String(thrown)}`);
}
