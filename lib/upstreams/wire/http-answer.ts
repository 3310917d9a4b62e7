import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";
import { SECOND_MS } from "#lib/clock";
import { AnswerTooLargeError } from "#lib/upstreams/catalogue/failure";
import { type AcquireMemory, LARGE_ANSWER_BYTES } from "#lib/upstreams/wire/answer-size";

/** Above this many unread bytes, reading from the server is paused. */
const HELD_MAX_BYTES = 64 * 1024;
/** The most of an unwanted answer that is read to keep its connection open, in bytes and in milliseconds. */
const DISCARD_MAX_BYTES = 64 * 1024;
const DISCARD_TIMEOUT_MS = 2 * SECOND_MS;

const GONE = "The answer is not wanted any more.";

/**
 * A server's answer: status, headers, and a body for one reader. undici's dispatcher feeds it directly, because
 * undici's own response streams cost more than the rest of an exchange (docs/decisions/0022-what-a-call-costs.md).
 */
export class HttpAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly #controller: Dispatcher.DispatchController;
  readonly #held = new GatheredBytes();
  /** Above this many unread bytes, reading is paused. */
  #pauseAboveBytes = HELD_MAX_BYTES;
  /** While set, reading is never paused, and a body of more bytes than this fails. */
  #limitBytes: number | undefined;
  #readBytes = 0;
  #isComplete = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders) {
    this.#controller = controller;
    this.statusCode = statusCode;
    this.headers = headers;
  }

  /** How many bytes of the body have come. */
  get readBytes(): number {
    return this.#readBytes;
  }

  /**
   * Reads the whole body.
   * @param maxBytes the largest body, in bytes
   * @param acquireMemory called before more than `LARGE_ANSWER_BYTES` are read; reading then waits for its promise
   * @throws AnswerTooLargeError as soon as the body is larger than `maxBytes`; any error of the connection
   */
  async text(maxBytes: number, acquireMemory?: AcquireMemory): Promise<string> {
    const announced = Number(this.headers["content-length"] ?? maxBytes);
    if (announced > maxBytes) this.#failTooLarge();
    else if (acquireMemory && announced > LARGE_ANSWER_BYTES) await this.#acquireIfLarge(announced, acquireMemory);
    this.#limitBytes = maxBytes;
    this.#controller.resume();
    while (!this.#isComplete && !this.#error) await this.#waitForChange();
    if (this.#error) throw this.#error;
    return this.#held.text();
  }

  /** Acquires memory unless the body turns out to be small, which is possible when its length is not announced. */
  async #acquireIfLarge(bytes: number, acquireMemory: AcquireMemory): Promise<void> {
    this.#pauseAboveBytes = LARGE_ANSWER_BYTES;
    this.#controller.resume();
    while (!this.#isComplete && !this.#error && this.#held.byteLength <= LARGE_ANSWER_BYTES) {
      await this.#waitForChange();
    }
    if (!this.#isComplete && !this.#error) await acquireMemory(bytes);
  }

  /** Reads the body in pieces. A reader that stops early must discard or destroy the answer. */
  async *pieces(): AsyncGenerator<Buffer> {
    while (true) {
      const pieces = this.#held.take();
      if (!this.#isComplete) this.#controller.resume();
      yield* pieces;
      if (this.#held.byteLength > 0) continue;
      if (this.#error) throw this.#error;
      if (this.#isComplete) return;
      await this.#waitForChange();
    }
  }

  /** Reads and drops the rest of the body, so the connection can be used again. Destroys a body that does not end. */
  discard(): void {
    if (this.#isComplete || this.#error) return;
    this.#held.take();
    this.#limitBytes = this.#readBytes + DISCARD_MAX_BYTES;
    this.#controller.resume();
    const timer = setTimeout(() => this.destroy(), DISCARD_TIMEOUT_MS).unref();
    void this.#drain().then(() => clearTimeout(timer));
  }

  /** Ends the answer and its connection. */
  destroy(): void {
    if (!this.#isComplete && !this.#error) this.#controller.abort(new DOMException(GONE, "AbortError"));
  }

  /** Called by the connection for each piece of the body. */
  push(piece: Buffer): void {
    this.#readBytes += piece.length;
    this.#held.push(piece);
    if (this.#limitBytes === undefined) {
      if (this.#held.byteLength > this.#pauseAboveBytes) this.#controller.pause();
    } else if (this.#readBytes > this.#limitBytes || this.#held.isTooFragmented) {
      this.#failTooLarge();
      return;
    }
    this.#wakeReader();
  }

  /** Called by the connection at the end of the body. */
  complete(): void {
    this.#isComplete = true;
    this.#wakeReader();
  }

  /** Called by the connection when it breaks off. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#wakeReader();
  }

  async #drain(): Promise<void> {
    while (!this.#isComplete && !this.#error) {
      await this.#waitForChange();
      this.#held.take();
    }
  }

  #failTooLarge(): void {
    this.#error ??= new AnswerTooLargeError("The answer is too large.");
    this.#controller.abort(this.#error);
    this.#wakeReader();
  }

  #waitForChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/**
 * Sends a request and waits for the headers of its answer.
 * @param signal ends the request, and the body of its answer too
 * @throws any error of undici; the reason of `signal` when it fires
 */
export function dispatch(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    dispatcher.dispatch(request, new AnswerHandler(resolve, reject, signal));
  });
}

class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #answer: HttpAnswer | undefined;

  constructor(
    resolve: (answer: HttpAnswer) => void,
    reject: (error: unknown) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abort, { once: true });
  }

  readonly #abort = (): void => {
    const reason: Error = this.#signal?.reason;
    this.#controller?.abort(reason);
    this.#reject(reason);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted) controller.abort(this.#signal.reason);
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    // A 1xx answer is informational (RFC 9110 section 15.2): the answer itself follows.
    if (statusCode < 200) return;
    this.#answer = new HttpAnswer(controller, statusCode, headers);
    this.#resolve(this.#answer);
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#answer?.push(piece);
  }

  onResponseEnd(): void {
    this.#stopListening();
    this.#answer?.complete();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#stopListening();
    if (this.#answer) this.#answer.fail(error);
    else this.#reject(error);
  }

  #stopListening(): void {
    this.#signal?.removeEventListener("abort", this.#abort);
  }
}
