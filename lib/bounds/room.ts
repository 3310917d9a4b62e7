type Waiting = { subject: string; bytes: number; enter: () => void };

/**
 * Room in memory, or of another kind that is counted in pieces instead of bytes, that what is large takes turns in, so that much of it at once waits instead of growing the process.
 * Nobody waits while holding a part, so that none can wait for each other. No subject gets more than its share: one
 * that keeps what it holds stops nobody else.
 */
export class Room {
  #freeBytes: number;
  readonly #shareBytes: number;
  readonly #held = new Map<string, number>();
  #waiting: Waiting[] = [];

  /** @param shareBytes the most that one subject may hold; what takes more by itself is counted as that much */
  constructor(bytes: number, shareBytes: number) {
    this.#freeBytes = bytes;
    this.#shareBytes = shareBytes;
  }

  /**
   * Waits for room and takes it.
   * @returns to be called when it is free again; more than once does no harm
   * @throws the reason of `signal` once it fires
   */
  async take(subject: string, bytes: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const counted = Math.min(bytes, this.#shareBytes);
    if (!this.#fits(subject, counted) || this.#waiting.length > 0) await this.#turn(subject, counted, signal);
    else this.#hold(subject, counted);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#hold(subject, -counted);
      this.#letIn();
    };
  }

  #turn(subject: string, bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        reject(signal.reason);
        this.#letIn();
      };
      const enter = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const waiting: Waiting = { subject, bytes, enter };
      this.#waiting.push(waiting);
      signal.addEventListener("abort", onAbort, { once: true });
      this.#letIn();
    });
  }

  /** In the order of arrival; only those whose subject has its share already are passed over. */
  #letIn(): void {
    const still: Waiting[] = [];
    for (const [index, one] of this.#waiting.entries()) {
      if (one.bytes > this.#freeBytes) {
        still.push(...this.#waiting.slice(index));
        break;
      }
      if (this.#fits(one.subject, one.bytes)) {
        this.#hold(one.subject, one.bytes);
        one.enter();
      } else still.push(one);
    }
    this.#waiting = still;
  }

  #fits(subject: string, bytes: number): boolean {
    return bytes <= this.#freeBytes && (this.#held.get(subject) ?? 0) + bytes <= this.#shareBytes;
  }

  #hold(subject: string, bytes: number): void {
    this.#freeBytes -= bytes;
    const held = (this.#held.get(subject) ?? 0) + bytes;
    if (held > 0) this.#held.set(subject, held);
    else this.#held.delete(subject);
  }
}
