import { setTimeout as pause } from "node:timers/promises";
import { type Clock, MINUTE_MS, SECOND_MS } from "#lib/clock";
import type { Offer } from "#lib/gateway/offer/offer";
import { GrowingPause } from "#lib/gateway/subscriptions/growing-pause";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { listenForChanges, tellsOfChanges } from "#lib/upstreams/calls/list-changes";
import { refreshCatalogue } from "#lib/upstreams/catalogue/refresh";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** The most servers that this process listens to, with one stream for each. */
const MAX_FOLLOWED = 500;
const RETRY_FIRST_MS = SECOND_MS;
const RETRY_MAX_MS = 5 * MINUTE_MS;
/** After a stream of this length the retry delay starts from the beginning. */
const GOOD_AFTER_MS = MINUTE_MS;
/** Streams are opened again this often, because a stream without a network looks like a server without changes. */
const RENEW_EVERY_MS = 10 * MINUTE_MS;

type Followed = { holders: number; stop: AbortController };

function followed(): Map<string, Followed> {
  return single("followed-servers", () => new Map<string, Followed>());
}

/**
 * Listens to the servers of an offer, and reads the catalogue of a server that has changed. The bell then tells the
 * streams of all replicas. A server is followed once for all subscriptions of this process.
 * @returns a function that ends the following for this caller
 */
export function followServers(offer: Offer, clock: Clock): () => void {
  const held = offer.upstreams.flatMap(({ upstream }) => (tellsOfChanges(upstream) ? hold(upstream, clock) : []));
  return () => {
    for (const connection of held.splice(0)) release(connection);
  };
}

function hold(upstream: UpstreamSnapshot, clock: Clock): string[] {
  const all = followed();
  const known = all.get(upstream.connection);
  if (known) known.holders += 1;
  else {
    if (all.size >= MAX_FOLLOWED) return [];
    const stop = new AbortController();
    all.set(upstream.connection, { holders: 1, stop });
    void follow(upstream, clock, stop.signal);
  }
  return [upstream.connection];
}

function release(connection: string): void {
  const one = followed().get(connection);
  if (!one) return;
  one.holders -= 1;
  if (one.holders > 0) return;
  followed().delete(connection);
  one.stop.abort();
}

async function follow(upstream: UpstreamSnapshot, clock: Clock, signal: AbortSignal): Promise<void> {
  const refresh = backingOff(signal, () => refreshQuietly(upstream.id, clock));
  let delayMs = RETRY_FIRST_MS;
  while (!signal.aborted) {
    const startedAtMs = performance.now();
    const until = AbortSignal.any([signal, AbortSignal.timeout(RENEW_EVERY_MS)]);
    const isOffered = await listenForChanges(upstream, until, refresh).catch(() => true);
    if (!isOffered) return;
    const isGood = performance.now() - startedAtMs >= GOOD_AFTER_MS;
    delayMs = isGood ? RETRY_FIRST_MS : Math.min(2 * delayMs, RETRY_MAX_MS);
    await pause(delayMs, undefined, { signal, ref: false }).catch(() => {});
    // No server announces what changed between two streams, so the catalogue is read.
    if (isGood && !signal.aborted) refresh();
  }
}

/**
 * Does the work at once, and once more after a pause when it was requested during the pause. The pauses grow while the
 * server goes on announcing changes, because each reading costs this process more than it costs the server.
 */
function backingOff(signal: AbortSignal, work: () => Promise<void>): () => void {
  const pauses = new GrowingPause();
  let isBusy = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    while (isWanted && !signal.aborted) {
      isWanted = false;
      const pauseMs = pauses.begin(performance.now());
      await work();
      await pause(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
    isBusy = false;
  };
}

async function refreshQuietly(upstreamId: string, clock: Clock): Promise<void> {
  try {
    await refreshCatalogue(upstreamId, clock.now());
  } catch (error) {
    log().warn({ error, upstreamId }, "A catalogue could not be read again after its server said that it changed.");
  }
}
