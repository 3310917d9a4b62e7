import { createPublicKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { readBoundedText } from "#lib/bounds/bounded-text";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { log } from "#lib/log";
import { USER_AGENT } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { upstreamFetch } from "#lib/upstreams/catalogue/upstream-fetch";

/** How long the list is used before it is read again. */
const KEPT_MS = HOUR_MS;
/** The shortest time between two reads of the list. Anybody can name a key that does not exist, and cause a read. */
const READ_AGAIN_AFTER_MS = MINUTE_MS;
const TIMEOUT_MS = 5 * SECOND_MS;
const KEYS_MAX = 100;
const LIST_MAX_BYTES = 256 * 1024;

/** The form of https://api.github.com/meta/public_keys/secret_scanning. */
const listSchema = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })).max(KEYS_MAX),
});

type ScannerKeys = {
  keys: ReadonlyMap<string, KeyObject>;
  readAtMs: number;
  triedAtMs: number;
  reading: Promise<void> | null;
};

function scannerKeys(): ScannerKeys {
  return single("secret-scanning-keys", (): ScannerKeys => {
    return { keys: new Map(), readAtMs: -Infinity, triedAtMs: -Infinity, reading: null };
  });
}

/**
 * Returns a public key of the scanner. The list of keys is read from `SECRET_SCANNING_KEYS_URL` and kept for an hour.
 * @returns undefined when the scanner has no such key
 * @throws AppError UNAVAILABLE when no list could be read yet
 */
export async function secretScanningKey(identifier: string, now: Date): Promise<KeyObject | undefined> {
  const state = scannerKeys();
  const nowMs = now.getTime();
  const isOld = nowMs - state.readAtMs >= KEPT_MS || !state.keys.has(identifier);
  if (isOld && nowMs - state.triedAtMs >= READ_AGAIN_AFTER_MS) {
    state.triedAtMs = nowMs;
    state.reading = readKeys(state, nowMs).finally(() => {
      state.reading = null;
    });
  }
  await state.reading;
  // An old list is better than none: keys are added long before they are used, and seldom removed.
  if (state.readAtMs > -Infinity) return state.keys.get(identifier);
  throw new AppError("UNAVAILABLE", "The public keys of the scanner cannot be read at the moment. Try again shortly.", {
    retryAfterSeconds: READ_AGAIN_AFTER_MS / SECOND_MS,
  });
}

async function readKeys(state: ScannerKeys, nowMs: number): Promise<void> {
  try {
    state.keys = await fetchKeys();
    state.readAtMs = nowMs;
  } catch (error) {
    log().warn({ error }, "The public keys of secret scanning could not be read.");
  }
}

async function fetchKeys(): Promise<ReadonlyMap<string, KeyObject>> {
  const response = await upstreamFetch(env().SECRET_SCANNING_KEYS_URL, {
    headers: { accept: "application/json", "user-agent": USER_AGENT },
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Answered ${response.status}.`);
  const text = await readBoundedText(response.body, LIST_MAX_BYTES);
  if (text === null) throw new Error("The list is too large.");
  const { public_keys } = listSchema.parse(JSON.parse(text));
  return new Map(public_keys.map(({ key_identifier, key }) => [key_identifier, createPublicKey(key)]));
}
