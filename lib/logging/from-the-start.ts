// `server.ts` imports this file before any other, so that nothing is said earlier.
import { writeConsoleToLog } from "#lib/logging/console-lines";
import { writeCrashesToLog } from "#lib/logging/crashes";
import { tellLinesLeftOut } from "#lib/logging/foreign-lines";
import { flushStandardOutput, isReadByPerson } from "#lib/logging/standard-output";
import { writeStreamToLog } from "#lib/logging/stream-lines";
import { writeWarningsToLog } from "#lib/logging/warnings";

// In a terminal, `next dev` shows errors with the lines of the source that they come from.
const isAtWork = process.argv.includes("--dev") && isReadByPerson();
if (!isAtWork) {
  writeWarningsToLog();
  writeCrashesToLog();
  writeConsoleToLog();
  const flushes = [writeStreamToLog(process.stdout, "info"), writeStreamToLog(process.stderr, "warn")];
  process.on("exit", () => {
    for (const flush of flushes) flush();
    tellLinesLeftOut();
    flushStandardOutput();
  });
}
