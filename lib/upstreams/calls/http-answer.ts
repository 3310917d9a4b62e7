import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";
import { SECOND_MS } from "#lib/clock";
import { type AcquireMemory, LARGE_ANSWER_BYTES } from "#lib/upstreams/calls/answer-size";
import { AnswerTooLargeError } from "#lib/upstreams/catalogue/failure";

/** Bytes that may lie here unread before the server is held back. */
const HELD_MAX_BYTES = 64 * 1024;
/** How much of an answer that nobody wants is read to keep its connection, and for how long. */
const DISCARD_MAX_BYTES = 64 * 1024;
const DISCARD_TIMEOUT_MS = 2 * SECOND_MS;

const GONE = "The answer is not wanted any more.";

/**
 * A server's answer: status and headers, and a body that one reader takes as it comes. undici feeds it directly: the
 * streams that it would make instead cost more than the rest of an exchange together.
 */
export class HttpAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly #controller: Dispatcher.DispatchController;
  readonly #held = new GatheredBytes();
  /** Holds the server back from so many bytes on. */
  #enoughBytes = HELD_MAX_BYTES;
  /** Reads on without holding the server back, up to this many bytes. */
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

  /**
   * The whole body.
   * @param acquireMemory is waited for before what is large is read on
   * @throws AnswerTooLargeError above `maxBytes`, of which no more is read; whatever breaks the connection off
   */
  async text(maxBytes: number, acquireMemory?: AcquireMemory): Promise<string> {
    const announced = Number(this.headers["content-length"] ?? maxBytes);
    if (announced > maxBytes) this.#exceed();
    else if (acquireMemory && announced > LARGE_ANSWER_BYTES) await this.#beforeLarge(announced, acquireMemory);
    this.#limitBytes = maxBytes;
    this.#controller.resume();
    while (!this.#isComplete && !this.#error) await this.#change();
    if (this.#error) throw this.#error;
    return this.#held.text();
  }

  /** Announced as large or not at all, it may still turn out to be small. */
  async #beforeLarge(bytes: number, acquireMemory: AcquireMemory): Promise<void> {
    this.#enoughBytes = LARGE_ANSWER_BYTES;
    this.#controller.resume();
    while (!this.#isComplete && !this.#error && this.#held.byteLength <= LARGE_ANSWER_BYTES) await this.#change();
    if (!this.#isComplete && !this.#error) await acquireMemory(bytes);
  }

  /** The body in pieces; who stops early leaves the rest lying, to be discarded or destroyed. */
  async *pieces(): AsyncGenerator<Buffer> {
    while (true) {
      const pieces = this.#held.take();
      if (!this.#isComplete) this.#controller.resume();
      yield* pieces;
      if (this.#held.byteLength > 0) continue;
      if (this.#error) throw this.#error;
      if (this.#isComplete) return;
      await this.#change();
    }
  }

  /** Reads on to the end, so that the connection can be used again; gives up on a body that does not end. */
  discard(): void {
    if (this.#isComplete || this.#error) return;
    this.#held.take();
    this.#limitBytes = this.#readBytes + DISCARD_MAX_BYTES;
    this.#controller.resume();
    const timer = setTimeout(() => this.destroy(), DISCARD_TIMEOUT_MS).unref();
    void this.#end().then(() => clearTimeout(timer));
  }

  /** Breaks the answer off, and with it the connection. */
  destroy(): void {
    if (!this.#isComplete && !this.#error) this.#controller.abort(new DOMException(GONE, "AbortError"));
  }

  /** From the connection: a piece has come. */
  push(piece: Buffer): void {
    this.#readBytes += piece.length;
    this.#held.push(piece);
    if (this.#limitBytes === undefined) {
      if (this.#held.byteLength > this.#enoughBytes) this.#controller.pause();
    } else if (this.#readBytes > this.#limitBytes || this.#held.isTooFragmented) {
      this.#exceed();
      return;
    }
    this.#changed();
  }

  /** From the connection: that was all. */
  complete(): void {
    this.#isComplete = true;
    this.#changed();
  }

  /** From the connection: it broke off. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#changed();
  }

  async #end(): Promise<void> {
    while (!this.#isComplete && !this.#error) {
      await this.#change();
      this.#held.take();
    }
  }

  #exceed(): void {
    this.#error ??= new AnswerTooLargeError("The answer is too large.");
    this.#controller.abort(this.#error);
    this.#changed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #changed(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/**
 * Sends a request and waits for the headers of its answer.
 * @throws whatever undici throws; the signal's reason once it fires, which breaks the answer's body off too
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
    // What comes before the answer itself (RFC 9110 section 15.2) tells nothing.
    if (statusCode < 200) return;
    this.#answer = new HttpAnswer(controller, statusCode, headers);
    this.#resolve(this.#answer);
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#answer?.push(piece);
  }

  onResponseEnd(): void {
    this.#settle();
    this.#answer?.complete();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle();
    if (this.#answer) this.#answer.fail(error);
    else this.#reject(error);
  }

  #settle(): void {
    this.#signal?.removeEventListener("abort", this.#abort);
  }
}
