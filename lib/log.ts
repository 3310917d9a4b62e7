import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { logSettings } from "#lib/env";
import { boundedLine } from "#lib/logging/bounded-line";
import { settingsRedactor } from "#lib/logging/known-secrets";
import { standardOutput } from "#lib/logging/standard-output";
import { single } from "#lib/process";
import { textRedactor } from "#lib/secrets/redact-text";

/** Paths of secret fields, up to the third level of a logged object. The log shows "[redacted]" for them. */
const SECRET_PATHS = ["authorization", "cookie", "token", "password", "secret", "headers"].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** Returns the logger of this process. It writes to standard output. Pass errors as `{ error }`. */
export function log() {
  return single("log", () => makeLog());
}

/**
 * Makes a logger that redacts secrets and writes each record as one bounded line of JSON.
 * @param destination where the lines go; standard output by default
 */
export function makeLog(destination: DestinationStream = standardOutput()): Logger {
  const { LOG_LEVEL, KEY_PREFIX } = logSettings();
  const [withoutTokens, withoutSettings] = [textRedactor(KEY_PREFIX), settingsRedactor()];
  const options: LoggerOptions = {
    level: LOG_LEVEL,
    redact: { paths: SECRET_PATHS, censor: "[redacted]" },
    serializers: { error: pino.stdSerializers.err },
    // A secret that is cut has another form, so secrets are replaced before a long line is shortened.
    hooks: { streamWrite: (line) => boundedLine(withoutTokens(withoutSettings(line))) },
  };
  return pino(options, destination);
}
