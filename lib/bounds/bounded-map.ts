/**
 * A map with at most `limit` entries. A further entry drops the one that was used longest ago. So a stranger who makes
 * up keys cannot make the process grow without limit.
 */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #limit: number;
  readonly #onDrop: (value: Value) => void;
  #usedLast: Key | undefined;

  /**
   * @param limit the most entries
   * @param onDrop called with each value that a new entry drops
   */
  constructor(limit: number, onDrop: (value: Value) => void = () => {}) {
    this.#limit = limit;
    this.#onDrop = onDrop;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined || key === this.#usedLast) return value;
    // A Map iterates in the order of insertion, so an entry that is used is inserted again, at the end.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    this.#usedLast = key;
    return value;
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    this.#usedLast = key;
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.entries().next();
    if (oldest.done) return;
    this.#entries.delete(oldest.value[0]);
    this.#onDrop(oldest.value[1]);
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  entries(): IterableIterator<[Key, Value]> {
    return this.#entries.entries();
  }

  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  clear(): void {
    this.#entries.clear();
  }
}
