/**
 * Finds any number of secrets in a text at once (Aho and Corasick, 1975). The time grows with the length of the text and of
 * the secrets, but never with the product of both: whoever enters the secrets may also write the text.
 */
export class HideAll {
  /** By state and byte: the next state. A state stands for the beginning of a secret. It counts in UTF-8. */
  readonly #next: StateTable;
  /** By state: the state of the longest beginning that the text ends with too. */
  readonly #fallback: Int32Array;
  /** By state: how many bytes the longest secret has that ends there; 0 for none. */
  readonly #secretBytes: Int32Array;
  #states = 1;
  readonly #longest: number;

  constructor(secrets: Iterable<string>) {
    let growing = [...secrets].map((secret) => ({ bytes: Buffer.from(secret), state: 0 }));
    const most = growing.reduce((sum, { bytes }) => sum + bytes.length, 1);
    this.#next = new StateTable(most);
    this.#fallback = new Int32Array(most);
    this.#secretBytes = new Int32Array(most);
    this.#longest = growing.reduce((longest, { bytes }) => Math.max(longest, bytes.length), 0);
    // All secrets grow together, so all shorter beginnings are known when a longer one needs its fallback.
    for (let length = 0; growing.length > 0; length += 1) {
      growing = growing.filter(({ bytes }) => bytes.length > length);
      for (const one of growing) {
        one.state = this.#grow(one.state, one.bytes[length] ?? 0);
        if (one.bytes.length === length + 1) this.#secretBytes[one.state] = length + 1;
      }
    }
  }

  /** How many bytes of memory it takes. */
  get byteLength(): number {
    return this.#next.byteLength + this.#fallback.byteLength + this.#secretBytes.byteLength;
  }

  /**
   * Replaces all secrets in the beginning of a text. Secrets that overlap are replaced together.
   * @param maxCharacters how much of the text is kept at most, before anything is replaced
   */
  in(text: string, replacement: string, maxCharacters: number): string {
    // A secret may begin in what is kept and end behind it.
    const bytes = Buffer.from(text.slice(0, maxCharacters + this.#longest));
    const kept = text.slice(0, maxCharacters);
    const keptBytes = Buffer.byteLength(kept);
    const found = this.#find(bytes).filter(([from]) => from < keptBytes);
    if (found.length === 0) return kept;
    const pieces: string[] = [];
    let end = 0;
    for (const [from, to] of found) {
      pieces.push(bytes.toString("utf8", end, from), replacement);
      end = to;
    }
    if (end < keptBytes) pieces.push(bytes.toString("utf8", end, keptBytes));
    return pieces.join("");
  }

  #grow(state: number, byte: number): number {
    const known = this.#next.get(state, byte);
    if (known !== 0) return known;
    const fallback = state === 0 ? 0 : this.#after(this.#fallback[state] ?? 0, byte);
    const added = this.#states;
    this.#states += 1;
    this.#fallback[added] = fallback;
    this.#secretBytes[added] = this.#secretBytes[fallback] ?? 0;
    this.#next.set(state, byte, added);
    return added;
  }

  #after(from: number, byte: number): number {
    for (let state = from; ; state = this.#fallback[state] ?? 0) {
      const next = this.#next.get(state, byte);
      if (next !== 0 || state === 0) return next;
    }
  }

  /** The places of all secrets in ascending order, where those that overlap are one. */
  #find(bytes: Buffer): [from: number, to: number][] {
    const found: [number, number][] = [];
    let state = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      state = this.#after(state, bytes[index] ?? 0);
      const to = index + 1;
      const length = this.#secretBytes[state] ?? 0;
      if (length === 0) continue;
      let from = to - length;
      for (let last = found.at(-1); last && last[1] > from; last = found.at(-1)) {
        from = Math.min(from, last[0]);
        found.pop();
      }
      found.push([from, to]);
    }
    return found;
  }
}

/** A hash table with open addressing. A `Map` of a hundred thousand numbers takes five times as long to fill. */
class StateTable {
  readonly #keys: Int32Array;
  readonly #states: Int32Array;
  readonly #mask: number;

  /** @param most so many entries at most */
  constructor(most: number) {
    // At most half of it is full, so a search ends soon.
    const size = 2 ** Math.ceil(Math.log2(2 * most));
    this.#keys = new Int32Array(size);
    this.#states = new Int32Array(size);
    this.#mask = size - 1;
  }

  get byteLength(): number {
    return this.#keys.byteLength + this.#states.byteLength;
  }

  /** The next state; 0 for none, because no state leads back to the first one. */
  get(state: number, byte: number): number {
    return this.#states[this.#placeOf(state * 256 + byte + 1)] ?? 0;
  }

  set(state: number, byte: number, next: number): void {
    const key = state * 256 + byte + 1;
    const place = this.#placeOf(key);
    this.#keys[place] = key;
    this.#states[place] = next;
  }

  /** Where a key stands, or would stand. */
  #placeOf(key: number): number {
    // The golden ratio as a fraction of 2^32 spreads keys that follow each other (Knuth, volume 3, section 6.4).
    let place = (Math.imul(key, 0x9e3779b1) >>> 11) & this.#mask;
    for (;;) {
      const found = this.#keys[place];
      if (found === key || found === 0) return place;
      place = (place + 1) & this.#mask;
    }
  }
}
