import { writeSync } from "node:fs";

/** What waits in memory while nobody takes the lines. Later lines are left out. */
const WAITING_MAX_BYTES = 8_000_000;
const RETRY_MS = 50;
/** How long a process that ends waits for a reader. */
const FLUSH_MAX_MS = 5_000;
const WARN = 40;
const UNTAKEN = "Nobody took the lines of the log in time, so some were left out.";

/** The reader is slow: there is no room in its pipe at the moment. */
const IS_FULL = new Set(["EAGAIN", "EBUSY"]);
/** The reader has gone for good. */
const IS_GONE = new Set(["EPIPE", "EBADF"]);

/**
 * Writes texts to a file descriptor that must not block, in their order. A text is written before the call returns, or
 * waits in memory when the reader is slow or the disk is full. No failure of the output ends the process or makes it wait.
 */
export class WaitingOutput {
  readonly #descriptor: number;
  readonly #maxBytes: number;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #leftOut = 0;
  #isGone = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(descriptor: number, maxBytes: number = WAITING_MAX_BYTES) {
    this.#descriptor = descriptor;
    this.#maxBytes = maxBytes;
  }

  write(text: string): void {
    if (this.#isGone) return;
    const bytes = Buffer.from(text);
    if (this.#bytes + bytes.length > this.#maxBytes) {
      this.#leftOut += 1;
      return;
    }
    this.#add(bytes);
    if (this.#retry === undefined) this.#writeWaiting();
  }

  /** Writes what waits, for a process that ends. It waits for a slow reader, but not for a disk and not for ever. */
  flushSync(): void {
    const deadlineMs = performance.now() + FLUSH_MAX_MS;
    const sleeping = new Int32Array(new SharedArrayBuffer(4));
    while (IS_FULL.has(this.#writeWaiting() ?? "") && performance.now() < deadlineMs) {
      Atomics.wait(sleeping, 0, 0, RETRY_MS);
    }
  }

  /** @returns the code of the error that ended it; undefined when all is written */
  #writeWaiting(): string | undefined {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    try {
      for (let next = this.#next(); next; next = this.#next()) this.#take(writeSync(this.#descriptor, next));
      return undefined;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (IS_GONE.has(code)) {
        this.#isGone = true;
        this.#waiting = [];
      } else {
        this.#retry = setTimeout(() => this.#writeWaiting(), RETRY_MS).unref();
      }
      return code;
    }
  }

  /** Returns what is written next. When nothing waits any more, it tells how many lines were left out. */
  #next(): Buffer | undefined {
    if (this.#waiting.length === 0 && this.#leftOut > 0) {
      const told = { level: WARN, time: Date.now(), pid: process.pid, leftOut: this.#leftOut, msg: UNTAKEN };
      this.#leftOut = 0;
      this.#add(Buffer.from(`${JSON.stringify(told)}\n`));
    }
    return this.#waiting[0];
  }

  #add(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
  }

  /** Removes what was written, which may be a part of the first text. */
  #take(written: number): void {
    const first = this.#waiting.shift();
    this.#bytes -= written;
    if (first && written < first.length) this.#waiting.unshift(first.subarray(written));
  }
}
