/**
 * A request body that can be sent once. It frees its bytes when they are sent, because a server may take long to answer
 * and the bytes would fill the memory until then.
 */
export class LargeBody implements AsyncIterable<Buffer> {
  readonly byteLength: number;
  #bytes: Buffer[];
  readonly #onHandedOver: () => void;

  /** @param onHandedOver called once the connection has taken the whole body */
  constructor(text: string, onHandedOver: () => void) {
    const bytes = Buffer.from(text);
    this.byteLength = bytes.byteLength;
    this.#bytes = [bytes];
    this.#onHandedOver = onHandedOver;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield* this.#bytes.splice(0);
    // The connection asks for more, so it has written the bytes above.
    this.#onHandedOver();
  }
}
