import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { env } from "#lib/env";
import { single } from "#lib/process";
import { textRedactor } from "#lib/secrets/redact-text";

/** Paths of secret fields, up to the third level of a logged object. The log shows "[redacted]" for them. */
const SECRET_PATHS = ["authorization", "cookie", "token", "password", "secret", "headers"].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** Returns the logger of this process. It writes JSON lines to standard output. Pass errors as `{ error }`. */
export function log() {
  return single("log", () => makeLog());
}

/**
 * Makes a logger that redacts secrets.
 * @param destination where the lines go; standard output by default
 */
export function makeLog(destination?: DestinationStream): Logger {
  const { LOG_LEVEL, KEY_PREFIX } = env();
  const options: LoggerOptions = {
    level: LOG_LEVEL,
    redact: { paths: SECRET_PATHS, censor: "[redacted]" },
    serializers: { error: pino.stdSerializers.err },
    hooks: { streamWrite: textRedactor(KEY_PREFIX) },
  };
  return destination ? pino(options, destination) : pino(options);
}
