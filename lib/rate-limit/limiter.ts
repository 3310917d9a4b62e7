import { single } from "#lib/process";
import { MemoryCounts } from "#lib/rate-limit/memory-counts";
import { type Bucket, bucketOf, type Rate, type Refusal, refusalOf } from "#lib/rate-limit/rate";
import { reachableCounts, type SharedCounts } from "#lib/rate-limit/shared-counts";

type Counting = { rate: Rate; bucket: Bucket; memory: MemoryCounts };

/**
 * Limits how often each subject may do something, such as calls by key or failed sign-ins by address.
 *
 * The memory of this process always counts first. Where Redis is shared, it counts the calls that memory lets pass. So
 * a subject that goes on calling while it is refused costs Redis little. When Redis cannot be reached, the counts in
 * memory still limit; with N processes a subject then has up to N times the rate.
 */
export class Limiter {
  /** The name of what is counted. */
  readonly name: string;
  readonly #rate: () => Rate | null;

  /**
   * @param name the name of what is counted; each limiter needs a different one
   * @param rate called once, when the limiter is first used; null means no limit
   */
  constructor(name: string, rate: () => Rate | null) {
    this.name = name;
    this.#rate = rate;
  }

  /**
   * Counts one more call of a subject. It must be called before the work, so that many calls at once cannot all pass.
   *
   * It returns a promise only when Redis must be asked. Every call goes through here, and a promise that nothing waits
   * for still costs time: returning values directly was part of a saving of 6 to 10 % of the gateway's time for a call
   * (docs/decisions/0022-what-a-call-costs.md).
   * @returns undefined when the call may pass; otherwise the refusal
   */
  take(subject: string): Refusal | undefined | Promise<Refusal | undefined> {
    const counting = this.#counting();
    if (!counting) return undefined;
    const waitUs = counting.memory.take(subject);
    if (waitUs > 0) return refusalOf(counting.rate, waitUs);
    const shared = reachableCounts();
    return shared ? this.#takeShared(shared, counting, subject) : undefined;
  }

  /** Removes one call from the count. */
  async giveBack(subject: string): Promise<void> {
    const counting = this.#counting();
    counting?.memory.giveBack(subject);
    if (counting) await reachableCounts()?.giveBack(this.name, counting.bucket, subject);
  }

  /** Sets the count to zero. */
  async clear(subject: string): Promise<void> {
    const counting = this.#counting();
    counting?.memory.clear(subject);
    if (counting) await reachableCounts()?.clear(this.name, counting.bucket, subject);
  }

  async #takeShared(shared: SharedCounts, { rate, bucket }: Counting, subject: string): Promise<Refusal | undefined> {
    const waitUs = await shared.take(this.name, bucket, subject);
    return waitUs > 0 ? refusalOf(rate, waitUs) : undefined;
  }

  #counting(): Counting | null {
    return single(`rate-limit:${this.name}`, () => {
      const rate = this.#rate();
      if (!rate) return null;
      const bucket = bucketOf(rate);
      return { rate, bucket, memory: new MemoryCounts(bucket) };
    });
  }
}
