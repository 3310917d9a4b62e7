/** After this many pieces, they are joined into one. */
const UNJOINED_MAX = 256;
/** More pieces than this, with fewer bytes each on average than the second number, are an attack. */
const FRAGMENTS_MAX = 4_096;
const FRAGMENT_MIN_BYTES = 16;

/**
 * Collects bytes that come in pieces. The sender chooses the size of the pieces, and each costs at least a hundred
 * bytes of memory besides its own. So many small pieces are joined while they come.
 */
export class GatheredBytes {
  #pieces: Buffer[] = [];
  #joined = 0;
  #byteLength = 0;
  #count = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Whether the pieces are too many and too small. A caller should then stop reading. */
  get isTooFragmented(): boolean {
    return this.#count > FRAGMENTS_MAX && this.#byteLength < this.#count * FRAGMENT_MIN_BYTES;
  }

  push(piece: Buffer): void {
    this.#count += 1;
    this.#byteLength += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length - this.#joined < UNJOINED_MAX) return;
    this.#pieces.push(Buffer.concat(this.#pieces.splice(this.#joined)));
    this.#joined += 1;
  }

  /** Removes all bytes and returns them, in few pieces. */
  take(): Buffer[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#joined = 0;
    this.#byteLength = 0;
    this.#count = 0;
    return pieces;
  }

  /** Reads all bytes as UTF-8. */
  text(): string {
    const [only] = this.#pieces;
    return only && this.#pieces.length === 1 ? only.toString("utf8") : Buffer.concat(this.#pieces).toString("utf8");
  }
}
