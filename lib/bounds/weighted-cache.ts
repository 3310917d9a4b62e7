type Entry<Value> = { value: Value; weight: number };

/**
 * A cache whose values together weigh at most `limit`, for example in bytes. A further value drops those that were used
 * longest ago. A value that alone weighs more than `limit` is not kept.
 */
export class WeightedCache<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #limit: number;
  #weight = 0;
  #usedLast: Key | undefined;

  /** @param limit the most that all values weigh together, in the unit of their weights */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What all kept values weigh together. */
  get weight(): number {
    return this.#weight;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || key === this.#usedLast) return entry?.value;
    // A Map iterates in the order of insertion, so an entry that is used is inserted again, at the end.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#usedLast = key;
    return entry.value;
  }

  /** @param weight at least 0; it has to stay the same while the value is kept */
  set(key: Key, value: Value, weight: number): void {
    this.delete(key);
    if (weight > this.#limit) return;
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    this.#usedLast = key;
    for (const [oldest] of this.#entries) {
      if (this.#weight <= this.#limit) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    if (key === this.#usedLast) this.#usedLast = undefined;
  }
}
