const HEAD_END = Buffer.from("\r\n\r\n");
/** The end of a chunked body. Nothing follows, because each request waits for the last one. JSON has no bare CR LF. */
const LAST_CHUNK = "0\r\n\r\n";
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Joins the pieces of HTTP answers on one connection. A small answer comes in one piece and costs almost nothing. */
export class AnswerReader {
  #pieces: Buffer[] = [];
  #received = 0;
  /** The length of the whole answer in bytes; 0 while it is unknown, and for a chunked answer. */
  #expected = 0;
  #isChunked = false;

  /** @returns the whole answer with its head when its last byte has arrived, or else undefined */
  push(piece: Buffer): string | undefined {
    this.#pieces.push(piece);
    this.#received += piece.length;
    if (this.#expected === 0 && !this.#isChunked) this.#readHead();
    if (!this.#isComplete()) return undefined;
    const answer = this.#whole().toString("latin1");
    this.#pieces = [];
    this.#received = 0;
    this.#expected = 0;
    this.#isChunked = false;
    return answer;
  }

  #readHead(): void {
    const bytes = this.#whole();
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return;
    const length = CONTENT_LENGTH.exec(bytes.toString("latin1", 0, end))?.[1];
    if (length === undefined) this.#isChunked = true;
    else this.#expected = end + HEAD_END.length + Number(length);
  }

  #isComplete(): boolean {
    if (!this.#isChunked) return this.#expected > 0 && this.#received >= this.#expected;
    const last = this.#pieces.at(-1);
    if (!last) return false;
    const tail = last.length >= LAST_CHUNK.length ? last : this.#whole();
    return tail.toString("latin1", Math.max(0, tail.length - LAST_CHUNK.length)) === LAST_CHUNK;
  }

  #whole(): Buffer {
    const [first] = this.#pieces;
    if (first && this.#pieces.length === 1) return first;
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole;
  }
}
