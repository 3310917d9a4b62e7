/**
 * A body that is written once and kept no longer than that: a server may take its time to answer, and what it already
 * has needs no room here. It cannot be sent again.
 */
export class LargeBody implements AsyncIterable<Buffer> {
  readonly byteLength: number;
  #bytes: Buffer[];
  readonly #onHandedOver: () => void;

  /** @param onHandedOver called once the connection has taken all of it */
  constructor(text: string, onHandedOver: () => void) {
    const bytes = Buffer.from(text);
    this.byteLength = bytes.byteLength;
    this.#bytes = [bytes];
    this.#onHandedOver = onHandedOver;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield* this.#bytes.splice(0);
    // Asked for more: what came before is written.
    this.#onHandedOver();
  }
}
