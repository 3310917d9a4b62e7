import { Bell, type BellListener } from "#lib/bell/bell";
import { RingMemory } from "#lib/bell/ring-memory";
import { SECOND_MS } from "#lib/clock";
import { deliverPassedOn } from "#lib/gateway/confirmation/questions";
import { endedCredential } from "#lib/gateway/messages/challenge";
import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { Requester } from "#lib/gateway/request/requester";
import { readInTime } from "#lib/gateway/watch/read-in-time";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { log } from "#lib/log";
import { single } from "#lib/process";

/** A call or a subscription that stays open after its key was checked. */
export interface Watched {
  /** The watch keeps `requester.access` up to date. */
  readonly requester: Requester;
  /** The rights of the key have changed. `requester.access` holds the new ones. */
  onAccessChanged(): void;
  /** The key is refused now. */
  onRefused(error: RpcError): void;
  /** The rights of the key could not be read in time, so nobody knows whether it is refused. */
  onUnchecked(): void;
}

/** Rings within this time are answered by one check, so many rings do not cause many reads. */
const BURST_MS = 50;
const SWEEP_EVERY_MS = 250;
/** How often rights are read while there is no bell. */
const POLL_EVERY_MS = SECOND_MS / 2;
/** How often rights are read while there is a bell, in case a ring was lost. */
const SAFETY_NET_EVERY_MS = 30 * SECOND_MS;
const RETRY_SECONDS = 1;

/**
 * Checks the rights of every key that has a call or a subscription open. The bell says when to check, and the database
 * says what the key may do.
 */
export class Watch {
  readonly #openBell: (listener: BellListener) => Pick<Bell, "isUp" | "close">;
  /** Everything open, by key id. The set of a key is empty when nothing of it is open any more. */
  readonly #open = new Map<string, Set<Watched>>();
  readonly #rings = new RingMemory();
  /** The subjects that rang since the last check. */
  #rung = new Set<string>();
  #checkTimer: NodeJS.Timeout | undefined;
  #checkedAtMs = 0;
  #checkedAllAtMs = 0;
  /** The ids of the keys whose rights are being read. */
  readonly #rechecking = new Set<string>();
  /** The ids of those keys for which the bell rang again during the read. */
  readonly #recheckAgain = new Set<string>();
  #bell: Pick<Bell, "isUp" | "close"> | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  /** @param openBell lets a test ring the bell itself */
  constructor(openBell = (listener: BellListener): Pick<Bell, "isUp" | "close"> => new Bell(listener)) {
    this.#openBell = openBell;
  }

  /** How often the bell has rung. A requester notes it before its key is read; `add` compares it. */
  get ringCount(): number {
    return this.#rings.count;
  }

  /** Whether the bell is connected; undefined before there was anything to watch. */
  get isBellUp(): boolean | undefined {
    return this.#bell?.isUp;
  }

  /** Watches a call or a subscription until `remove`. Starts the bell with the first one. */
  add(one: Watched): void {
    const { access, rungBefore } = one.requester;
    const ofKey = this.#open.get(access.keyId);
    if (ofKey) ofKey.add(one);
    else this.#open.set(access.keyId, new Set([one]));
    if (!this.#bell) this.#start();
    // The key was read before it was watched. A ring in between is made up for here.
    if (rungBefore !== this.#rings.count && this.#rings.hasRungSince(rungBefore, subjectsOf(access))) {
      this.#scheduleCheck(`key:${access.keyId}`);
    }
  }

  /** Ends the watching. The set of the key stays for its next call until the sweep removes it. */
  remove(one: Watched): void {
    this.#open.get(one.requester.access.keyId)?.delete(one);
  }

  /** Everything that a key has open. */
  ofKey(keyId: string): ReadonlySet<Watched> | undefined {
    return this.#open.get(keyId);
  }

  /** Everything that is open. */
  *all(): Iterable<Watched> {
    for (const ofKey of this.#open.values()) yield* ofKey;
  }

  async close(): Promise<void> {
    clearTimeout(this.#checkTimer);
    clearInterval(this.#sweeper);
    const bell = this.#bell;
    this.#checkTimer = undefined;
    this.#bell = undefined;
    await bell?.close();
  }

  /** Runs with the first call or subscription, because a process that serves only pages needs no bell. */
  #start(): void {
    this.#checkedAllAtMs = performance.now();
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_EVERY_MS);
    this.#sweeper.unref();
    this.#bell = this.#openBell({
      onRing: (subject) => this.#onRing(subject),
      onMessage: deliverPassedOn,
      onUp: () => this.#onRing("all"),
      // What changed since the connection was lost is found by reading everything.
      onLost: () => this.#onRing("all"),
    });
  }

  #onRing(subject: string): void {
    this.#rings.recordRing(subject);
    if (this.#open.size > 0) this.#scheduleCheck(subject);
  }

  #scheduleCheck(subject: string): void {
    this.#rung.add(subject);
    if (this.#checkTimer) return;
    const waitMs = Math.max(0, this.#checkedAtMs + BURST_MS - performance.now());
    this.#checkTimer = setTimeout(() => this.#checkRung(), waitMs);
  }

  /** Checks every key that a ring since the last check concerns. */
  #checkRung(): void {
    const rung = this.#rung;
    this.#rung = new Set();
    this.#checkTimer = undefined;
    this.#checkedAtMs = performance.now();
    for (const [keyId, ofKey] of this.#open) if (concerns(rung, ofKey)) void this.#recheckKey(keyId);
  }

  /** Finds what no ring tells: expired keys, and rings that were lost. Also removes the sets of keys without calls. */
  #sweep(): void {
    const everyMs = this.#bell?.isUp ? SAFETY_NET_EVERY_MS : POLL_EVERY_MS;
    const nowMs = performance.now();
    if (nowMs - this.#checkedAllAtMs >= everyMs) {
      this.#checkedAllAtMs = nowMs;
      this.#scheduleCheck("all");
    }
    for (const [keyId, ofKey] of this.#open) {
      if (ofKey.size === 0) this.#open.delete(keyId);
      else if (hasExpired(ofKey)) this.#scheduleCheck(`key:${keyId}`);
    }
  }

  /** Reads a key once at a time. A ring during the read may have come too late for it, so another read follows. */
  async #recheckKey(keyId: string): Promise<void> {
    if (this.#rechecking.has(keyId)) {
      this.#recheckAgain.add(keyId);
      return;
    }
    this.#rechecking.add(keyId);
    do {
      this.#recheckAgain.delete(keyId);
      await this.#readAndApply([...(this.#open.get(keyId) ?? [])]);
    } while (this.#recheckAgain.has(keyId));
    this.#rechecking.delete(keyId);
  }

  /** Reads the rights of a key once, and gives them to everything that the key has open. */
  async #readAndApply(ofKey: Watched[]): Promise<void> {
    const [first] = ofKey;
    if (!first) return;
    try {
      const access = await readInTime(() => first.requester.recheck());
      for (const one of ofKey) {
        if (access) applyAccess(one, access);
        else one.onRefused(endedCredential(one.requester.access));
      }
    } catch (error) {
      log().warn({ error }, "The rights of a key could not be read, so its open calls and streams end.");
      for (const one of ofKey) one.onUnchecked();
    }
  }
}

/** The watch of this process. */
export function watch(): Watch {
  return single("watch", () => new Watch());
}

/** 503 for a call that was not made because the rights of its key cannot be read. */
export function cannotCheck(): RpcError {
  const message = "Latchkey cannot check this key at the moment. Try again shortly.";
  return refusal(503, "UNAVAILABLE", message, { "retry-after": String(RETRY_SECONDS) });
}

/** 503 for a call that was under way at its server when the rights of its key could not be read. */
export function couldNotCheck(): RpcError {
  const message =
    "Latchkey could not check this key, so it does not wait for the answer. The call may have been carried out: " +
    "look before you repeat it.";
  return refusal(503, "UNAVAILABLE", message);
}

/** The subjects of the bell that concern a key. */
function subjectsOf({ keyId, userId, workspaces, blocked }: KeyAccess): string[] {
  return [`key:${keyId}`, `user:${userId}`, ...[...workspaces, ...blocked].map(({ id }) => `workspace:${id}`)];
}

function concerns(rung: ReadonlySet<string>, ofKey: Iterable<Watched>): boolean {
  if (rung.has("all")) return true;
  for (const { requester } of ofKey) {
    if (subjectsOf(requester.access).some((subject) => rung.has(subject))) return true;
  }
  return false;
}

function hasExpired(ofKey: Iterable<Watched>): boolean {
  for (const { requester } of ofKey) {
    const { expiresAtMs } = requester.access;
    if (expiresAtMs !== null && expiresAtMs <= requester.clock.now().getTime()) return true;
  }
  return false;
}

function applyAccess(one: Watched, access: KeyAccess): void {
  const before = one.requester.access;
  one.requester.access = access;
  const isSame = before.reach === access.reach && before.scopes.join(" ") === access.scopes.join(" ");
  if (!isSame) one.onAccessChanged();
}
