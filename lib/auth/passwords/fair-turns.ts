import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { AppError } from "#lib/errors";
import { networkOf } from "#lib/rate-limit/network";

type Limits = {
  /** How much work runs at once, for everybody. */
  running: number;
  /** How much work of one network runs at once. */
  runningOfOne: number;
  /** How much work may wait or run, for everybody. */
  waiting: number;
  /** How much work of one network may wait or run. */
  waitingOfOne: number;
};

/**
 * Turns at work on passwords, which costs much processor time. Networks get fair turns. What exceeds the queue is
 * refused at once, so the queue holds no more than a few seconds of work.
 */
export class FairTurns {
  readonly #limits: Limits;
  readonly #semaphore: FairSemaphore;
  readonly #present = new Map<string, number>();
  #presentInAll = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#semaphore = new FairSemaphore(limits.running, limits.runningOfOne);
  }

  /**
   * Waits for a turn, and works.
   * @param address the address of the client; null for work of Latchkey itself, which is one subject of its own
   * @throws AppError UNAVAILABLE when the queue is full
   */
  async run<Result>(address: string | null, work: () => Promise<Result>): Promise<Result> {
    const subject = address === null ? "" : networkOf(address);
    this.#enter(subject);
    try {
      const release = await this.#semaphore.acquire(subject, 1, new AbortController().signal);
      return await work().finally(release);
    } finally {
      this.#leave(subject);
    }
  }

  #enter(subject: string): void {
    const present = this.#present.get(subject) ?? 0;
    if (this.#presentInAll >= this.#limits.waiting || present >= this.#limits.waitingOfOne) {
      const message = "Latchkey checks too many passwords just now. Try again in a few seconds.";
      throw new AppError("UNAVAILABLE", message, { retryAfterSeconds: 5 });
    }
    this.#present.set(subject, present + 1);
    this.#presentInAll += 1;
  }

  #leave(subject: string): void {
    const present = (this.#present.get(subject) ?? 1) - 1;
    if (present > 0) this.#present.set(subject, present);
    else this.#present.delete(subject);
    this.#presentInAll -= 1;
  }
}
