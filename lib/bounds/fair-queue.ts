import { type Allowance, FairShares, type Holder } from "#lib/bounds/fair-shares";
import { QueueFullError } from "#lib/bounds/queue-full";

/** A waiter. `enter` is called once its units are held. */
type Waiter = { holder: Holder; units: number; enter: () => void };

/** So many may wait, when nothing else bounds their number. */
const WAITERS_MAX = 1_000;

/**
 * Shares an allowance like `FairShares`, and lets those wait for whom there is no room.
 *
 * Owners take turns: each gets one request in, then the next owner. A waiter whose own part is full is passed over. A
 * waiter that lacks only free units is not, because small requests could delay a large one without end. So an owner that
 * holds few waits at most until each owner before it has got one request in, however many requests the others have.
 *
 * A waiter holds no units, so two waiters never block each other. The places in the queue are shared fairly, too.
 */
export class FairQueue {
  readonly #shares: FairShares;
  readonly #places: FairShares;
  readonly #largest: number;
  /** The waiters of each owner. The owners stand in the order of their turns. */
  readonly #waiting = new Map<string, Waiter[]>();

  /** @param waitersMax the most waiters of all owners together */
  constructor(allowance: Allowance, waitersMax = WAITERS_MAX) {
    this.#shares = new FairShares(allowance);
    this.#places = new FairShares({ limit: waitersMax });
    this.#largest = allowance.largest ?? 1;
  }

  /** The units that are held, and how many wait. */
  get state(): { used: number; waiting: number } {
    return { used: this.#shares.used, waiting: this.#places.used };
  }

  /**
   * Waits until the holder may hold `units` more, and holds them. More than `largest` units count as `largest`.
   * @returns a function that gives the units back; a second call of it does nothing
   * @throws QueueFullError when too many wait; the reason of `signal` when it fires before the units are held
   */
  async acquire(holder: Holder, units: number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const counted = Math.min(units, this.#largest);
    const entersNow = this.#waiting.size === 0 && this.#shares.take(holder, counted) === null;
    if (!entersNow) await this.#wait(holder, counted, signal);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#shares.give(holder, counted);
      this.#admit();
    };
  }

  /**
   * Does work while one unit is held.
   * @throws the errors of `acquire` and of the work
   */
  async run<Result>(holder: Holder, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const release = await this.acquire(holder, 1, signal);
    try {
      return await work();
    } finally {
      release();
    }
  }

  #wait(holder: Holder, units: number, signal: AbortSignal | undefined): Promise<void> {
    const full = this.#places.take(holder);
    if (full !== null) throw new QueueFullError(full);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#leave(waiter);
        reject(signal?.reason);
        this.#admit();
      };
      const enter = () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      const waiter: Waiter = { holder, units, enter };
      const ofOwner = this.#waiting.get(turnOf(holder));
      if (ofOwner) ofOwner.push(waiter);
      else this.#waiting.set(turnOf(holder), [waiter]);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#admit();
    });
  }

  /** Lets in whoever may enter: one request of each owner, then again, until nobody may. */
  #admit(): void {
    let isAnyAdmitted = true;
    while (isAnyAdmitted) {
      isAnyAdmitted = false;
      for (const waiters of [...this.#waiting.values()]) {
        const next = this.#nextOf(waiters);
        if (next === "lacks units") return;
        if (next === undefined) continue;
        isAnyAdmitted = true;
        this.#leave(next);
        // The owner goes to the end, because it has had its turn.
        const turn = turnOf(next.holder);
        if (this.#waiting.delete(turn) && waiters.length > 0) this.#waiting.set(turn, waiters);
        next.enter();
      }
    }
  }

  /** Holds units for the first waiter of an owner whose own parts have room. */
  #nextOf(waiters: readonly Waiter[]): Waiter | "lacks units" | undefined {
    for (const waiter of waiters) {
      const full = this.#shares.take(waiter.holder, waiter.units);
      if (full === null) return waiter;
      if (full === "all") return "lacks units";
    }
    return undefined;
  }

  #leave(waiter: Waiter): void {
    const turn = turnOf(waiter.holder);
    const waiters = this.#waiting.get(turn);
    const index = waiters?.indexOf(waiter) ?? -1;
    if (!waiters || index < 0) return;
    waiters.splice(index, 1);
    if (waiters.length === 0) this.#waiting.delete(turn);
    this.#places.give(waiter.holder);
  }
}

function turnOf({ owner, workspace }: Holder): string {
  return owner ?? workspace ?? "";
}
