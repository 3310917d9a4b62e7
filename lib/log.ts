import { pino } from "pino";
import { env } from "#lib/env";
import { single } from "#lib/process";

/** What must never reach a log line, wherever it hangs in a logged object. */
const SECRET_PATHS = ["authorization", "cookie", "token", "password", "secret", "headers"].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** The process's logger: JSON lines on standard output. Pass errors as `{ error }`. */
export function log() {
  return single("log", () =>
    pino({
      level: env().LOG_LEVEL,
      redact: { paths: SECRET_PATHS, censor: "[redacted]" },
      serializers: { error: pino.stdSerializers.err },
    }),
  );
}
