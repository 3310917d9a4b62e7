import { setTimeout as pause } from "node:timers/promises";
import { type Clock, MINUTE_MS, SECOND_MS } from "#lib/clock";
import type { Offer } from "#lib/gateway/offer/offer";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { listenForChanges, tellsOfChanges } from "#lib/upstreams/calls/list-changes";
import { refreshCatalogue } from "#lib/upstreams/catalogue/refresh";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** Streams that this process keeps open at servers, one for each. */
const MAX_FOLLOWED = 500;
/** A catalogue is read again at most this often, however often its server says that it has changed. */
const REFRESH_EVERY_MS = 2 * SECOND_MS;
const RETRY_FIRST_MS = SECOND_MS;
const RETRY_MAX_MS = 5 * MINUTE_MS;
/** A stream that held so long was a good one. */
const GOOD_AFTER_MS = MINUTE_MS;
/** A stream whose network has gone says nothing, like one of a server that does not change. */
const RENEW_EVERY_MS = 10 * MINUTE_MS;

type Followed = { holders: number; stop: AbortController };

function followed(): Map<string, Followed> {
  return single("followed-servers", () => new Map<string, Followed>());
}

/**
 * Listens to the servers of an offer for as long as somebody listens here, and reads the catalogue of one that has
 * changed: the bell then tells all streams on all replicas. Servers are followed once, for whoever wants it.
 * @returns to be called when nobody here wants it any more
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
  const refresh = atMostEvery(REFRESH_EVERY_MS, signal, () => refreshQuietly(upstream.id, clock));
  let delayMs = RETRY_FIRST_MS;
  while (!signal.aborted) {
    const startedAtMs = performance.now();
    const until = AbortSignal.any([signal, AbortSignal.timeout(RENEW_EVERY_MS)]);
    const isOffered = await listenForChanges(upstream, until, refresh).catch(() => true);
    if (!isOffered) return;
    const isGood = performance.now() - startedAtMs >= GOOD_AFTER_MS;
    delayMs = isGood ? RETRY_FIRST_MS : Math.min(2 * delayMs, RETRY_MAX_MS);
    await pause(delayMs, undefined, { signal, ref: false }).catch(() => {});
    // What changed meanwhile nobody has told.
    if (isGood && !signal.aborted) refresh();
  }
}

/** `work` at once, and again after a while when it was asked for meanwhile. */
function atMostEvery(everyMs: number, signal: AbortSignal, work: () => Promise<void>): () => void {
  let isBusy = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    while (isWanted && !signal.aborted) {
      isWanted = false;
      await work();
      await pause(everyMs, undefined, { signal, ref: false }).catch(() => {});
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
