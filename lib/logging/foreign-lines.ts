import { log } from "#lib/log";
import { lineBudget, linesLeftOut } from "#lib/logging/line-budget";
import { hideSecretFields } from "#lib/logging/secret-fields";
import { beginningOf } from "#lib/text/beginning-of";

/** The most lines of a second, so forged requests do not fill the disk. */
const MAX_LINES = 50;
/** More characters would cost time when secrets are looked for, and the log keeps less anyway. */
const MAX_CHARACTERS = 65_536;

/** Writes what a library or Node.js says as one line of the log. Lines beyond the limit are counted. */
export function writeForeign(
  level: "error" | "warn" | "info" | "debug",
  fields: Record<string, unknown>,
  text: string,
): void {
  const logger = log();
  if (!logger.isLevelEnabled(level)) return;
  const leftOut = lineBudget("libraries", MAX_LINES).take();
  if (leftOut === undefined) return;
  logger[level]({ ...fields, ...(leftOut > 0 && { leftOut }) }, hideSecretFields(beginningOf(text, MAX_CHARACTERS)));
}

/** Tells of the lines that were left out, when no other line does so any more because the process ends. */
export function tellLinesLeftOut(): void {
  const leftOut = linesLeftOut();
  if (Object.keys(leftOut).length > 0) log().warn({ leftOut }, "Lines of the log were left out.");
}
