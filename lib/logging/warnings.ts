import { writeForeign } from "#lib/logging/foreign-lines";

/** Writes the warnings of Node.js as lines of the log, unless `--no-warnings` or `NODE_NO_WARNINGS` hides them. */
export function writeWarningsToLog(): void {
  if (process.listenerCount("warning") === 0) return;
  // Node.js prints warnings with a listener of its own.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => writeForeign("warn", { error: warning }, warning.message));
}
