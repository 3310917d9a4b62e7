import { SECOND_MS } from "#lib/clock";
import { single } from "#lib/process";

/** How many lines of one kind the log may get in a second, so that no client fills the disk. */
export class LineBudget {
  readonly #max: number;
  #sinceMs = performance.now();
  #lines = 0;
  #leftOut = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** @returns how many lines were left out before this one; undefined when this one is left out too */
  take(): number | undefined {
    const nowMs = performance.now();
    if (nowMs - this.#sinceMs >= SECOND_MS) [this.#sinceMs, this.#lines] = [nowMs, 0];
    this.#lines += 1;
    if (this.#lines <= this.#max) return this.takeLeftOut();
    this.#leftOut += 1;
    return undefined;
  }

  /** Returns the number of lines that were left out and that no line has told yet. It begins anew at 0. */
  takeLeftOut(): number {
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}

/** Returns the budget of this process for one kind of line. */
export function lineBudget(kind: string, max: number): LineBudget {
  const budgets = single("line-budgets", () => new Map<string, LineBudget>());
  const budget = budgets.get(kind) ?? new LineBudget(max);
  budgets.set(kind, budget);
  return budget;
}

/** Returns the kinds of which lines were left out that no line has told yet, with their numbers. */
export function linesLeftOut(): Record<string, number> {
  const budgets = single("line-budgets", () => new Map<string, LineBudget>());
  const counts = [...budgets].map(([kind, budget]) => [kind, budget.takeLeftOut()] as const);
  return Object.fromEntries(counts.filter(([, leftOut]) => leftOut > 0));
}
