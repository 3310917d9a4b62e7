import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { single } from "#lib/process";

type Limit = { attempts: number; perSeconds: number };

/**
 * Counts attempts by name and subject, such as failed sign-ins by address. Counting comes before the work, so
 * that many attempts at once cannot pass together; `forgive` takes back what turned out well.
 * The counts are this process's own: with N replicas a subject has up to N times the attempts.
 */
export class AttemptLimiter {
  readonly #name: string;
  readonly #limit: Limit;

  constructor(name: string, limit: Limit) {
    this.#name = name;
    this.#limit = limit;
  }

  /** @returns undefined when the attempt may go on, else the seconds to wait */
  async attempt(subject: string): Promise<number | undefined> {
    try {
      await this.#limiter().consume(subject);
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
    }
  }

  /** Takes back one attempt. */
  async forgive(subject: string): Promise<void> {
    await this.#limiter().reward(subject);
  }

  /** Takes back every attempt. */
  async clear(subject: string): Promise<void> {
    await this.#limiter().delete(subject);
  }

  #limiter(): RateLimiterMemory {
    const { attempts, perSeconds } = this.#limit;
    return single(`limiter:${this.#name}`, () => new RateLimiterMemory({ points: attempts, duration: perSeconds }));
  }
}
