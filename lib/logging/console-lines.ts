import { format, stripVTControlCharacters } from "node:util";
import { isReadingForm } from "#lib/http/form-reading";
import { isReported } from "#lib/logging/crashes";
import { writeForeign } from "#lib/logging/foreign-lines";

/** The methods of the console that libraries use, and the level of the log for each. */
const METHODS = { error: "error", warn: "warn", info: "info", log: "info", debug: "debug" } as const;
type Method = keyof typeof METHODS;

/**
 * Writes what libraries say on the console as lines of the log. Next.js prints the errors of pages and server actions
 * itself, over many lines that are no JSON and are not redacted. The other methods of the console end in the streams
 * (`stream-lines.ts`).
 */
export function writeConsoleToLog(target: Pick<Console, Method> = console): void {
  for (const method of Object.keys(METHODS) as Method[]) {
    target[method] = (...said: unknown[]) => write(METHODS[method], said);
  }
}

function write(level: (typeof METHODS)[Method], said: unknown[]): void {
  if (said.some(isReported)) return;
  const error = said.find((one) => one instanceof Error);
  if (error && isReadingForm()) {
    // Strangers send such forms, so one line without a stack is enough.
    writeForeign("warn", { reason: error.message }, "A form could not be read.");
    return;
  }
  const text = textOf(said.filter((one) => one !== error));
  // Some libraries write an empty line between others.
  if (error || text) writeForeign(level, { ...(error && { error }) }, text || "A library reported an error.");
}

/** A console never throws, whatever it is given. */
function textOf(said: unknown[]): string {
  try {
    return stripVTControlCharacters(format(...said)).trim();
  } catch (error) {
    return `A library wrote something that cannot be read: ${error}`;
  }
}
