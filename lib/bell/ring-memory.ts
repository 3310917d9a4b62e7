/**
 * The most subjects that are remembered. The one whose last ring is the oldest is forgotten first, and counts as rung.
 */
const SUBJECTS_MAX = 1_000;

/**
 * Remembers which subjects rang in which order.
 *
 * The bell may ring for a key after its rights were read and before its request is watched. The reader takes `count`
 * before the read, and calls `hasRungSince` with it afterwards.
 */
export class RingMemory {
  #count = 0;
  /** The number of the last ring of each subject, in the order of ringing. */
  readonly #last = new Map<string, number>();
  /** Any subject may have rung up to this number. */
  #forgotten = 0;

  /** The number of rings so far. */
  get count(): number {
    return this.#count;
  }

  /** Records that the bell rang for `subject`. */
  recordRing(subject: string): void {
    this.#count += 1;
    if (subject === "all") {
      this.#last.clear();
      this.#forgotten = this.#count;
      return;
    }
    this.#last.delete(subject);
    this.#last.set(subject, this.#count);
    if (this.#last.size <= SUBJECTS_MAX) return;
    const [oldest] = this.#last;
    if (!oldest) return;
    this.#last.delete(oldest[0]);
    this.#forgotten = oldest[1];
  }

  /** Says whether one of `subjects` rang, or may have rung, after the first `count` rings. */
  hasRungSince(count: number, subjects: Iterable<string>): boolean {
    if (count === this.#count) return false;
    if (count < this.#forgotten) return true;
    for (const subject of subjects) if ((this.#last.get(subject) ?? 0) > count) return true;
    return false;
  }
}
