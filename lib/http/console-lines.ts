import { format } from "node:util";
import { SECOND_MS } from "#lib/clock";
import { isReadingForm } from "#lib/http/form-reading";
import { log } from "#lib/log";

/** The most lines of a second, so forged requests do not fill the disk. */
const MAX_LINES = 20;

/**
 * Writes what libraries say on the console as lines of the log. Next.js prints the errors of pages and server actions
 * itself, over many lines that are no JSON and are not redacted.
 */
export function writeConsoleToLog(target: Pick<Console, "error" | "warn"> = console): void {
  let sinceMs = performance.now();
  let lines = 0;
  let leftOut = 0;
  const write =
    (level: "error" | "warn") =>
    (...said: unknown[]) => {
      const nowMs = performance.now();
      if (nowMs - sinceMs >= SECOND_MS) [sinceMs, lines] = [nowMs, 0];
      lines += 1;
      if (lines > MAX_LINES) {
        leftOut += 1;
        return;
      }
      const error = said.find((one) => one instanceof Error);
      if (error && isReadingForm()) {
        // Strangers send such forms, so one line without a stack is enough.
        log().warn({ reason: error.message, ...(leftOut > 0 && { leftOut }) }, "A form could not be read.");
        leftOut = 0;
        return;
      }
      const text = format(...said.filter((one) => one !== error)).trim();
      log()[level](
        { ...(error && { error }), ...(leftOut > 0 && { leftOut }) },
        text || "A library reported an error.",
      );
      leftOut = 0;
    };
  target.error = write("error");
  target.warn = write("warn");
}
