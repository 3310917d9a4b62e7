import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { env } from "#lib/env";
import { single } from "#lib/process";
import { API_TOKEN_PREFIX } from "#lib/secrets/token";

/** What must never reach a log line, wherever it hangs in a logged object. */
const SECRET_PATHS = ["authorization", "cookie", "token", "password", "secret", "headers"].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** As Standard Webhooks writes them. */
const WEBHOOK_SECRET = /whsec_[0-9A-Za-z+/]{20,}={0,2}/g;

/** The process's logger: JSON lines on standard output. Pass errors as `{ error }`. */
export function log() {
  return single("log", () => makeLog());
}

/** @param destination standard output unless a test wants to read along */
export function makeLog(destination?: DestinationStream): Logger {
  const { LOG_LEVEL, KEY_PREFIX } = env();
  // The last resort: whatever a message or a library's error repeats, a key or a token of ours is known by its looks.
  const keys = new RegExp(`(?:${KEY_PREFIX}|${API_TOKEN_PREFIX})[0-9A-Za-z]{20,}`, "g");
  const options: LoggerOptions = {
    level: LOG_LEVEL,
    redact: { paths: SECRET_PATHS, censor: "[redacted]" },
    serializers: { error: pino.stdSerializers.err },
    hooks: { streamWrite: (line) => line.replace(keys, "[redacted key]").replace(WEBHOOK_SECRET, "[redacted secret]") },
  };
  return destination ? pino(options, destination) : pino(options);
}
