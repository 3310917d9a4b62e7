import type { Bucket } from "#lib/rate-limit/rate";

/** A clock in whole microseconds. */
export type Microseconds = () => number;

/** Never goes back, whatever happens to the machine's clock. */
const monotonic: Microseconds = () => Math.floor(performance.now() * 1_000);

const SUBJECTS_IN_A_GENERATION = 50_000;

/**
 * Counts in the memory of this process. All that is kept of a subject is the instant at which its bucket will be full
 * again (the "generic cell rate algorithm"): a full bucket need not be kept at all, so there are no timers and no sweeps.
 *
 * Two generations: once the recent one is as old as a bucket takes to fill, everything in the one before it is full and
 * is dropped. Strangers can make up subjects, so a generation ends early at 50,000; whoever has not been seen
 * since the one before begins anew then.
 */
export class MemoryCounts {
  #recent = new Map<string, number>();
  #older = new Map<string, number>();
  #beganAt: number;
  readonly #bucket: Bucket;
  readonly #fillUs: number;
  readonly #now: Microseconds;
  readonly #limit: number;

  constructor(bucket: Bucket, now: Microseconds = monotonic, limit: number = SUBJECTS_IN_A_GENERATION) {
    this.#bucket = bucket;
    this.#fillUs = bucket.burst * bucket.intervalUs;
    this.#now = now;
    this.#limit = limit;
    this.#beganAt = now();
  }

  /** How many entries are held; a subject can be in both generations. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /** Takes a token. @returns 0, or the microseconds until there is one */
  take(subject: string): number {
    const now = this.#now();
    if (now - this.#beganAt >= this.#fillUs || this.#recent.size >= this.#limit) this.#beginGeneration(now);
    const fullAt = Math.max(this.#fullAt(subject), now);
    const waitUs = fullAt + this.#bucket.intervalUs - now - this.#fillUs;
    // A refused subject is kept as well: trying again must not be a way to be forgotten.
    this.#recent.set(subject, waitUs > 0 ? fullAt : fullAt + this.#bucket.intervalUs);
    return Math.max(waitUs, 0);
  }

  /** Puts a token back. */
  giveBack(subject: string): void {
    const fullAt = this.#fullAt(subject);
    if (fullAt > 0) this.#recent.set(subject, fullAt - this.#bucket.intervalUs);
  }

  /** Fills the bucket. */
  clear(subject: string): void {
    this.#recent.delete(subject);
    this.#older.delete(subject);
  }

  #fullAt(subject: string): number {
    return this.#recent.get(subject) ?? this.#older.get(subject) ?? 0;
  }

  #beginGeneration(now: number): void {
    this.#older = this.#recent;
    this.#recent = new Map();
    this.#beganAt = now;
  }
}
