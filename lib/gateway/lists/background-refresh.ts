import { BoundedMap } from "#lib/bounds/bounded-map";
import { FairShares } from "#lib/bounds/fair-shares";
import { MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import type { Offer } from "#lib/gateway/offer/offer";
import { log } from "#lib/log";
import { single } from "#lib/process";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";

/** A catalogue older than this is read again when a client lists it. */
const STALE_AFTER_MS = 10 * MINUTE_MS;
const MAX_AT_ONCE = 4;
const MAX_REMEMBERED = 10_000;

type Refreshing = {
  /** When each server was last asked, by `performance.now()`. It also limits the retries of a server that is down. */
  askedAtMs: BoundedMap<string, number>;
  running: Set<Promise<void>>;
  shares: FairShares;
};

function refreshing(): Refreshing {
  return single("background-refreshes", () => ({
    askedAtMs: new BoundedMap(MAX_REMEMBERED),
    running: new Set(),
    shares: new FairShares({ limit: MAX_AT_ONCE }),
  }));
}

/**
 * Reads old catalogues again in the background. Returns at once and never throws. A workspace whose servers hang leaves
 * places for others.
 * @param owner the owner of the key whose client lists them
 */
export function refreshWhereStale(offer: Offer, owner: string, now: Date): void {
  for (const { upstream } of offer.upstreams) {
    const { askedAtMs, running, shares } = refreshing();
    if (running.size >= MAX_AT_ONCE) return;
    // A time far in the future is from before the clock was set back, so it counts as old.
    const ageMs = Math.abs(now.getTime() - (upstream.catalogueAt?.getTime() ?? 0));
    const lastMs = askedAtMs.get(upstream.id) ?? Number.NEGATIVE_INFINITY;
    if (ageMs < STALE_AFTER_MS || performance.now() - lastMs < STALE_AFTER_MS) continue;
    const holder = { owner, workspace: upstream.workspaceId };
    if (shares.take(holder) !== null) continue;
    askedAtMs.set(upstream.id, performance.now());
    const work = refreshIfStillStale(upstream, now).finally(() => {
      running.delete(work);
      shares.give(holder);
    });
    running.add(work);
  }
}

/**
 * Reads the catalogue of one server again in the background, because a call has shown that the stored one is out of date.
 * Returns at once and never throws. It is left out when too many are read, or when it was read a moment ago.
 * @param owner the owner of the key that made the call
 */
export function refreshSoon(upstream: UpstreamSnapshot, owner: string, now: Date): void {
  const { askedAtMs, running, shares } = refreshing();
  const lastMs = askedAtMs.get(upstream.id) ?? Number.NEGATIVE_INFINITY;
  const holder = { owner, workspace: upstream.workspaceId };
  if (performance.now() - lastMs < MINUTE_MS || running.size >= MAX_AT_ONCE || shares.take(holder) !== null) return;
  askedAtMs.set(upstream.id, performance.now());
  const work = refreshCatalogue(upstream.id, now)
    .then(
      () => {},
      (error: unknown) => warn(upstream, error),
    )
    .finally(() => {
      running.delete(work);
      shares.give(holder);
    });
  running.add(work);
}

/** Waits for the refreshes in progress. Only tests call it. */
export async function backgroundRefreshes(): Promise<void> {
  await Promise.all(refreshing().running);
}

/** Asks the database first, because another replica may have refreshed the catalogue. */
async function refreshIfStillStale(upstream: UpstreamSnapshot, now: Date): Promise<void> {
  try {
    const long = { lt: new Date(now.getTime() - STALE_AFTER_MS) };
    const ahead = { gt: new Date(now.getTime() + STALE_AFTER_MS) };
    const stale = await db().upstream.count({
      where: {
        id: upstream.id,
        disabledAt: null,
        AND: [
          { OR: [{ catalogueAt: null }, { catalogueAt: long }, { catalogueAt: ahead }] },
          { OR: [{ failedAt: null }, { failedAt: long }, { failedAt: ahead }] },
        ],
      },
    });
    if (stale > 0) await refreshCatalogue(upstream.id, now);
  } catch (error) {
    warn(upstream, error);
  }
}

function warn(upstream: UpstreamSnapshot, error: unknown): void {
  log().warn({ error, upstreamId: upstream.id }, "A catalogue could not be refreshed in the background.");
}
