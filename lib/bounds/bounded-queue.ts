/** A queue (first in, first out) with at most `capacity` items. A further item replaces the oldest one. */
export class BoundedQueue<Item> {
  readonly #places: (Item | undefined)[];
  #first = 0;
  #size = 0;

  constructor(capacity: number) {
    this.#places = new Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** @returns whether the item replaced the oldest one */
  push(item: Item): boolean {
    const capacity = this.#places.length;
    this.#places[(this.#first + this.#size) % capacity] = item;
    if (this.#size < capacity) {
      this.#size += 1;
      return false;
    }
    this.#first = (this.#first + 1) % capacity;
    return true;
  }

  /** Removes the oldest items, at most `count`, and returns them, oldest first. */
  take(count: number): Item[] {
    const taken: Item[] = [];
    while (taken.length < count && this.#size > 0) {
      taken.push(this.#places[this.#first] as Item);
      this.#places[this.#first] = undefined;
      this.#first = (this.#first + 1) % this.#places.length;
      this.#size -= 1;
    }
    return taken;
  }
}
