import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { SECOND_MS } from "#lib/clock";
import { AnswerTooLargeError } from "#lib/upstreams/failure";

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
  #held: Buffer[] = [];
  #heldBytes = 0;
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
   * @throws AnswerTooLargeError above `maxBytes`, of which no more is read; whatever breaks the connection off
   */
  async text(maxBytes: number): Promise<string> {
    if (Number(this.headers["content-length"]) > maxBytes) this.#exceed();
    this.#limitBytes = maxBytes;
    this.#controller.resume();
    while (!this.#isComplete && !this.#error) await this.#change();
    if (this.#error) throw this.#error;
    const [only] = this.#held;
    return only && this.#held.length === 1 ? only.toString("utf8") : Buffer.concat(this.#held).toString("utf8");
  }

  /** The body in pieces; who stops early leaves the rest lying, to be discarded or destroyed. */
  async *pieces(): AsyncGenerator<Buffer> {
    while (true) {
      const pieces = this.#held;
      this.#held = [];
      this.#heldBytes = 0;
      if (!this.#isComplete) this.#controller.resume();
      yield* pieces;
      if (this.#held.length > 0) continue;
      if (this.#error) throw this.#error;
      if (this.#isComplete) return;
      await this.#change();
    }
  }

  /** Reads on to the end, so that the connection can be used again; gives up on a body that does not end. */
  discard(): void {
    if (this.#isComplete || this.#error) return;
    this.#held = [];
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
    if (this.#limitBytes === undefined) {
      this.#heldBytes += piece.length;
      if (this.#heldBytes > HELD_MAX_BYTES) this.#controller.pause();
    } else if (this.#readBytes > this.#limitBytes) {
      this.#exceed();
      return;
    }
    this.#held.push(piece);
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
      this.#held = [];
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
