type Waiter = { subject: string; units: number; enter: () => void };

/**
 * A fair semaphore. Work above the limit waits; no subject may hold more than its share. Units are bytes or a count.
 *
 * A waiter holds no units, so two waiters of one semaphore never block each other.
 */
export class FairSemaphore {
  #freeUnits: number;
  readonly #share: number;
  readonly #heldUnits = new Map<string, number>();
  #waiters: Waiter[] = [];

  /**
   * @param limit the units that all subjects may hold together
   * @param share the units that one subject may hold; a larger request counts as exactly this many
   */
  constructor(limit: number, share: number) {
    this.#freeUnits = limit;
    this.#share = share;
  }

  /**
   * Waits until the subject may hold `units` more, and holds them.
   * @returns a function that releases the units; a second call of it does nothing
   * @throws the reason of `signal` when it fires before the units are held
   */
  async acquire(subject: string, units: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const counted = Math.min(units, this.#share);
    if (!this.#fits(subject, counted) || this.#waiters.length > 0) await this.#wait(subject, counted, signal);
    else this.#hold(subject, counted);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#hold(subject, -counted);
      this.#admitWaiters();
    };
  }

  #wait(subject: string, units: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiters = this.#waiters.filter((one) => one !== waiter);
        reject(signal.reason);
        this.#admitWaiters();
      };
      const enter = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const waiter: Waiter = { subject, units, enter };
      this.#waiters.push(waiter);
      signal.addEventListener("abort", onAbort, { once: true });
      this.#admitWaiters();
    });
  }

  /** Admits waiters in the order of arrival. It skips only those whose subject already holds its share. */
  #admitWaiters(): void {
    const remaining: Waiter[] = [];
    for (const [index, waiter] of this.#waiters.entries()) {
      // Nobody overtakes a waiter that lacks free units; otherwise small requests could delay a large one without end.
      if (waiter.units > this.#freeUnits) {
        remaining.push(...this.#waiters.slice(index));
        break;
      }
      if (this.#fits(waiter.subject, waiter.units)) {
        this.#hold(waiter.subject, waiter.units);
        waiter.enter();
      } else remaining.push(waiter);
    }
    this.#waiters = remaining;
  }

  #fits(subject: string, units: number): boolean {
    return units <= this.#freeUnits && (this.#heldUnits.get(subject) ?? 0) + units <= this.#share;
  }

  /** @param units the units to hold; a negative number releases them */
  #hold(subject: string, units: number): void {
    this.#freeUnits -= units;
    const held = (this.#heldUnits.get(subject) ?? 0) + units;
    if (held > 0) this.#heldUnits.set(subject, held);
    else this.#heldUnits.delete(subject);
  }
}
