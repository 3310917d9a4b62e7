/** Pieces that are kept as they came before they are made one. */
const LOOSE_MAX = 256;
/** Nobody sends so many pieces of so few bytes each, unless to keep the process busy. */
const CRUMBS_MAX = 4_096;
const CRUMB_BYTES = 16;

/**
 * Bytes that come in pieces and are wanted whole. A stranger chooses the size of the pieces, and each costs a hundred
 * bytes or more besides its own: many small ones become one as they come.
 */
export class GatheredBytes {
  #pieces: Buffer[] = [];
  #joined = 0;
  #byteLength = 0;
  #count = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Whether the pieces are so many and so small that reading on is not worth its while. */
  get isTooFragmented(): boolean {
    return this.#count > CRUMBS_MAX && this.#byteLength < this.#count * CRUMB_BYTES;
  }

  push(piece: Buffer): void {
    this.#count += 1;
    this.#byteLength += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length - this.#joined < LOOSE_MAX) return;
    this.#pieces.push(Buffer.concat(this.#pieces.splice(this.#joined)));
    this.#joined += 1;
  }

  /** All of it, in few pieces, which are here no longer. */
  take(): Buffer[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#joined = 0;
    this.#byteLength = 0;
    this.#count = 0;
    return pieces;
  }

  /** All of it as UTF-8. */
  text(): string {
    const [only] = this.#pieces;
    return only && this.#pieces.length === 1 ? only.toString("utf8") : Buffer.concat(this.#pieces).toString("utf8");
  }
}
