import { setTimeout as pause } from "node:timers/promises";
import { FairShares, type Holder } from "#lib/bounds/fair-shares";
import { type Clock, MINUTE_MS, SECOND_MS } from "#lib/clock";
import type { Offer } from "#lib/gateway/offer/offer";
import { backingOff } from "#lib/gateway/subscriptions/growing-pause";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { listenForChanges, tellsOfChanges } from "#lib/upstreams/calls/list-changes";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";

/** The most servers that this process listens to, with one stream for each. */
const MAX_FOLLOWED = 500;
const RETRY_FIRST_MS = SECOND_MS;
const RETRY_MAX_MS = 5 * MINUTE_MS;
/** After a stream of this length the retry delay starts from the beginning. */
const GOOD_AFTER_MS = MINUTE_MS;
/** Streams are opened again this often, because a stream without a network looks like a server without changes. */
const RENEW_EVERY_MS = 10 * MINUTE_MS;

/** `opener` is the first subscription that wanted the server. Its shares are taken until nobody wants it any more. */
type Followed = { subscriptions: number; opener: Holder; stop: AbortController };

function followed(): Map<string, Followed> {
  return single("followed-servers", () => new Map<string, Followed>());
}

function shares(): FairShares {
  return single("followed-shares", () => new FairShares({ limit: MAX_FOLLOWED }));
}

/**
 * Listens to the servers of an offer, and reads the catalogue of a server that has changed. The bell then tells the
 * streams of all replicas. A server is followed once for all subscriptions of this process, as
 * far as the shares of its workspace and of the key's owner allow.
 * @param owner the owner of the key that subscribes
 * @returns a function that ends the following for this caller
 */
export function followServers(offer: Offer, owner: string, clock: Clock): () => void {
  const held = offer.upstreams.flatMap(({ upstream }) =>
    tellsOfChanges(upstream) ? hold(upstream, owner, clock) : [],
  );
  return () => {
    for (const connection of held.splice(0)) release(connection);
  };
}

function hold(upstream: UpstreamSnapshot, owner: string, clock: Clock): string[] {
  const all = followed();
  const known = all.get(upstream.connection);
  if (known) known.subscriptions += 1;
  else {
    const opener = { owner, workspace: upstream.workspaceId };
    if (shares().take(opener) !== null) return [];
    const stop = new AbortController();
    all.set(upstream.connection, { subscriptions: 1, opener, stop });
    void follow(upstream, clock, stop.signal);
  }
  return [upstream.connection];
}

function release(connection: string): void {
  const one = followed().get(connection);
  if (!one) return;
  one.subscriptions -= 1;
  if (one.subscriptions > 0) return;
  followed().delete(connection);
  shares().give(one.opener);
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

async function refreshQuietly(upstreamId: string, clock: Clock): Promise<void> {
  try {
    await refreshCatalogue(upstreamId, clock.now());
  } catch (error) {
    log().warn({ error, upstreamId }, "A catalogue could not be read again after its server said that it changed.");
  }
}
