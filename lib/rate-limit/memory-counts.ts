import { single } from "#lib/process";
import type { Bucket } from "#lib/rate-limit/rate";

/** A clock that returns whole microseconds. */
export type Microseconds = () => number;

/** A clock that never goes back, also when somebody sets the machine's clock. */
const monotonic: Microseconds = () => Math.floor(performance.now() * 1_000);

/** The clock of all counts of this process. Tests provide another one under this name. */
export const COUNTS_CLOCK = "rate-limit-clock";

const SUBJECTS_IN_A_GENERATION = 50_000;

/**
 * Counts in the memory of this process. For each subject it stores only the time at which the bucket will be full again
 * (the "generic cell rate algorithm"). A full bucket need not be stored, so there are no timers and no clean-up runs.
 *
 * Subjects are in two generations. When the recent generation is as old as a bucket takes to fill, all buckets of the
 * older one are full, and it is dropped. Strangers can make up subjects, so a generation also ends at 50,000 subjects.
 * A subject of the dropped generation then starts again with a full bucket.
 */
export class MemoryCounts {
  #recent = new Map<string, number>();
  #older = new Map<string, number>();
  #beganAt: number;
  readonly #bucket: Bucket;
  readonly #fillUs: number;
  readonly #now: Microseconds;
  readonly #limit: number;

  constructor(
    bucket: Bucket,
    now: Microseconds = single(COUNTS_CLOCK, () => monotonic),
    limit: number = SUBJECTS_IN_A_GENERATION,
  ) {
    this.#bucket = bucket;
    this.#fillUs = bucket.burst * bucket.intervalUs;
    this.#now = now;
    this.#limit = limit;
    this.#beganAt = now();
  }

  /** The number of entries. A subject can be in both generations. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /**
   * Takes a token from the bucket of a subject.
   * @returns 0; or, when the bucket is empty, the microseconds until there is a token
   */
  take(subject: string): number {
    const now = this.#now();
    if (now - this.#beganAt >= this.#fillUs || this.#recent.size >= this.#limit) this.#beginGeneration(now);
    const fullAt = Math.max(this.#fullAt(subject), now);
    const waitUs = fullAt + this.#bucket.intervalUs - now - this.#fillUs;
    // A refused subject is stored too, so that trying again does not make this process forget it.
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
