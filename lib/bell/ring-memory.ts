/** Subjects beyond this number are forgotten, the longest silent first, and then count as rung. */
const SUBJECTS_MAX = 1_000;

/**
 * Remembers in which order which subjects rang. Between the read of a key's rights and the moment from which its
 * request is watched, the bell may have rung for it: whoever notes the count before the read can ask afterwards.
 */
export class RingMemory {
  #count = 0;
  /** The number of the last ring of each subject, in the order of ringing. */
  readonly #last = new Map<string, number>();
  /** Up to this number anything may have rung. */
  #forgotten = 0;

  /** How many rings there were. */
  get count(): number {
    return this.#count;
  }

  note(subject: string): void {
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

  /** Whether one of `subjects` rang after there had been `count` rings, or may have. */
  hasRungSince(count: number, subjects: Iterable<string>): boolean {
    if (count === this.#count) return false;
    if (count < this.#forgotten) return true;
    for (const subject of subjects) if ((this.#last.get(subject) ?? 0) > count) return true;
    return false;
  }
}
