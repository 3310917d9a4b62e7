/**
 * Finds any number of secrets in a text at once (Aho and Corasick, 1975). The time grows with the length of the text and of
 * the secrets, but never with the product of both: whoever enters the secrets may also write the text.
 */
export class HideAll {
  /** By state and byte: the next state. A state stands for the beginning of a secret. It counts in UTF-8. */
  readonly #next = new Map<number, number>();
  /** By state: the state of the longest beginning that the text ends with too. */
  readonly #fallback = [0];
  /** By state: how many bytes the longest secret has that ends there; 0 for none. */
  readonly #secretBytes = [0];
  readonly #longest: number;

  constructor(secrets: Iterable<string>) {
    let growing = [...secrets].map((secret) => ({ bytes: Buffer.from(secret), state: 0 }));
    this.#longest = growing.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
    // All secrets grow together, so all shorter beginnings are known when a longer one needs its fallback.
    for (let length = 0; growing.length > 0; length += 1) {
      growing = growing.filter(({ bytes }) => bytes.length > length);
      for (const one of growing) {
        one.state = this.#grow(one.state, one.bytes[length] ?? 0);
        if (one.bytes.length === length + 1) this.#secretBytes[one.state] = length + 1;
      }
    }
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
    const known = this.#next.get(keyOf(state, byte));
    if (known !== undefined) return known;
    const fallback = state === 0 ? 0 : this.#after(this.#fallback[state] ?? 0, byte);
    const added = this.#fallback.push(fallback) - 1;
    this.#secretBytes.push(this.#secretBytes[fallback] ?? 0);
    this.#next.set(keyOf(state, byte), added);
    return added;
  }

  #after(from: number, byte: number): number {
    for (let state = from; ; state = this.#fallback[state] ?? 0) {
      const next = this.#next.get(keyOf(state, byte));
      if (next !== undefined) return next;
      if (state === 0) return 0;
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

function keyOf(state: number, byte: number): number {
  return state * 256 + byte;
}
