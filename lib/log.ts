import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { env } from "#lib/env";
import { single } from "#lib/process";
import { API_TOKEN_PREFIX } from "#lib/secrets/token";

/** Paths of secret fields, up to the third level of a logged object. The log shows "[redacted]" for them. */
const SECRET_PATHS = ["authorization", "cookie", "token", "password", "secret", "headers"].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** The form of a webhook secret in the Standard Webhooks specification. */
const WEBHOOK_SECRET = /whsec_[0-9A-Za-z+/]{20,}={0,2}/g;

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
  // A message or an error of a library may contain a token. Its form shows that it is one, so it is redacted too.
  const keys = new RegExp(`(?:${KEY_PREFIX}|${API_TOKEN_PREFIX})[0-9A-Za-z]{20,}`, "g");
  const options: LoggerOptions = {
    level: LOG_LEVEL,
    redact: { paths: SECRET_PATHS, censor: "[redacted]" },
    serializers: { error: pino.stdSerializers.err },
    hooks: { streamWrite: (line) => line.replace(keys, "[redacted key]").replace(WEBHOOK_SECRET, "[redacted secret]") },
  };
  return destination ? pino(options, destination) : pino(options);
}
