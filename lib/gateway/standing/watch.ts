import { Bell, type BellListener } from "#lib/bell/bell";
import { RingMemory } from "#lib/bell/ring-memory";
import { SECOND_MS } from "#lib/clock";
import { takePassedOn } from "#lib/gateway/confirmation/questions";
import { invalidKey } from "#lib/gateway/messages/challenge";
import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { Standing } from "#lib/gateway/standing/recheck";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { log } from "#lib/log";
import { single } from "#lib/process";

/** What lasts longer than the admission of its request: a subscription, or a call under way. */
export interface Watched {
  readonly standing: Standing;
  /** What the key may do, as last read. */
  access: KeyAccess;
  /** The key may do something else than before, as `access` says. */
  adjust(): void;
  /** The key is refused, or nobody can tell. */
  refuse(error: RpcError): void;
  /** Changes may have been missed since the bell was lost. */
  lose(): void;
}

/** Rings that come within this time of each other are answered together: a storm of them makes no storm of reads. */
const BURST_MS = 50;
/** Whoever cannot be checked within this time is refused, so that nothing goes on for a second on rights of before. */
const CHECK_TIMEOUT_MS = 800;
const SWEEP_EVERY_MS = 250;
/** How often rights are read without a ring: while there is no bell, and in case that a ring was lost. */
const POLL_EVERY_MS = SECOND_MS / 2;
const SAFETY_NET_EVERY_MS = 30 * SECOND_MS;
const RETRY_SECONDS = 1;

/** Keeps what is open true to the rights of its keys: the bell says when to look, the database what holds. */
export class Watch {
  readonly #openBell: (listener: BellListener) => Pick<Bell, "isUp" | "close">;
  /** By key; empty where nothing is open any more. */
  readonly #open = new Map<string, Set<Watched>>();
  readonly #rings = new RingMemory();
  /** What has rung and was not looked at yet. */
  #rung = new Set<string>();
  #flush: NodeJS.Timeout | undefined;
  #flushedAtMs = 0;
  #readAllAtMs = 0;
  /** Keys whose rights are being read, and those of them for which the bell has rung again since. */
  readonly #reading = new Set<string>();
  readonly #readAgain = new Set<string>();
  #bell: Pick<Bell, "isUp" | "close"> | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  /** @param openBell for tests that ring themselves */
  constructor(openBell = (listener: BellListener): Pick<Bell, "isUp" | "close"> => new Bell(listener)) {
    this.#openBell = openBell;
  }

  /** How often the bell has rung. Whoever notes it before a key is read tells `add` from when on it was watched. */
  get ringCount(): number {
    return this.#rings.count;
  }

  /** Whether changes are heard of as they happen, or polled for; undefined before there was anything to watch. */
  get isBellUp(): boolean | undefined {
    return this.#bell?.isUp;
  }

  add(one: Watched): void {
    const { keyId } = one.access;
    const ofKey = this.#open.get(keyId);
    if (ofKey) ofKey.add(one);
    else this.#open.set(keyId, new Set([one]));
    if (!this.#bell) this.#start();
    // Nobody watched between the read of the key and now.
    const { rungBefore } = one.standing;
    if (rungBefore !== this.#rings.count && this.#rings.hasRungSince(rungBefore, subjectsOf(one.access))) {
      this.#look(`key:${keyId}`);
    }
  }

  /** The set stays for the next call of the key, until it is swept away. */
  remove(one: Watched): void {
    this.#open.get(one.access.keyId)?.delete(one);
  }

  ofKey(keyId: string): ReadonlySet<Watched> | undefined {
    return this.#open.get(keyId);
  }

  async close(): Promise<void> {
    clearTimeout(this.#flush);
    clearInterval(this.#sweeper);
    const bell = this.#bell;
    this.#flush = undefined;
    this.#bell = undefined;
    await bell?.close();
  }

  /** With the first thing to watch: a process that serves pages alone needs no bell. */
  #start(): void {
    this.#readAllAtMs = performance.now();
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_EVERY_MS);
    this.#sweeper.unref();
    this.#bell = this.#openBell({
      onRing: (subject) => this.#ring(subject),
      onMessage: takePassedOn,
      onUp: () => this.#ring("all"),
      onLost: () => this.#lose(),
    });
  }

  #ring(subject: string): void {
    this.#rings.recordRing(subject);
    if (this.#open.size > 0) this.#look(subject);
  }

  #lose(): void {
    for (const ofKey of this.#open.values()) for (const one of ofKey) one.lose();
    this.#look("all");
  }

  #look(subject: string): void {
    this.#rung.add(subject);
    if (this.#flush) return;
    const waitMs = Math.max(0, this.#flushedAtMs + BURST_MS - performance.now());
    this.#flush = setTimeout(() => this.#lookNow(), waitMs);
  }

  #lookNow(): void {
    const rung = this.#rung;
    this.#rung = new Set();
    this.#flush = undefined;
    this.#flushedAtMs = performance.now();
    for (const [keyId, ofKey] of this.#open) if (concerns(rung, ofKey)) void this.#read(keyId);
  }

  /** Expiry rings no bell. */
  #sweep(): void {
    const everyMs = this.#bell?.isUp ? SAFETY_NET_EVERY_MS : POLL_EVERY_MS;
    const nowMs = performance.now();
    if (nowMs - this.#readAllAtMs >= everyMs) {
      this.#readAllAtMs = nowMs;
      this.#look("all");
    }
    for (const [keyId, ofKey] of this.#open) {
      if (ofKey.size === 0) this.#open.delete(keyId);
      else if (hasExpired(ofKey)) this.#look(`key:${keyId}`);
    }
  }

  /** One read of a key at a time. What rings during it may have come too late for it, and is read after it. */
  async #read(keyId: string): Promise<void> {
    if (this.#reading.has(keyId)) {
      this.#readAgain.add(keyId);
      return;
    }
    this.#reading.add(keyId);
    do {
      this.#readAgain.delete(keyId);
      await this.#readOnce([...(this.#open.get(keyId) ?? [])]);
    } while (this.#readAgain.has(keyId));
    this.#reading.delete(keyId);
  }

  async #readOnce(ofKey: Watched[]): Promise<void> {
    const [first] = ofKey;
    if (!first) return;
    try {
      const access = await readInTime(first.standing);
      for (const one of ofKey) {
        if (access) settle(one, access);
        else one.refuse(invalidKey());
      }
    } catch (error) {
      log().warn({ error }, "The rights of a key with open streams could not be read: they are closed.");
      for (const one of ofKey) one.refuse(cannotCheck());
    }
  }
}

/** The one of this process. */
export function watch(): Watch {
  return single("watch", () => new Watch());
}

/** Said of whatever ends because nobody can tell whether its key still holds. */
export function cannotCheck(): RpcError {
  const message = "Latchkey cannot tell at the moment whether this key still holds. Try again shortly.";
  return refusal(503, "UNAVAILABLE", message, { "retry-after": String(RETRY_SECONDS) });
}

function subjectsOf({ keyId, userId, workspaces, blocked }: KeyAccess): string[] {
  return [`key:${keyId}`, `user:${userId}`, ...[...workspaces, ...blocked].map(({ id }) => `workspace:${id}`)];
}

function concerns(rung: ReadonlySet<string>, ofKey: Iterable<Watched>): boolean {
  if (rung.has("all")) return true;
  for (const one of ofKey) if (subjectsOf(one.access).some((subject) => rung.has(subject))) return true;
  return false;
}

function hasExpired(ofKey: Iterable<Watched>): boolean {
  for (const { access, standing } of ofKey) {
    if (access.expiresAtMs !== null && access.expiresAtMs <= standing.clock.now().getTime()) return true;
  }
  return false;
}

async function readInTime(standing: Standing): Promise<KeyAccess | null> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("The database did not answer in time.")), CHECK_TIMEOUT_MS);
  try {
    return await Promise.race([standing.recheck(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function settle(one: Watched, access: KeyAccess): void {
  const before = one.access;
  one.access = access;
  const isSame = before.reach === access.reach && before.scopes.join(" ") === access.scopes.join(" ");
  if (!isSame) one.adjust();
}
