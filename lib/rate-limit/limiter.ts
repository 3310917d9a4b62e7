import { single } from "#lib/process";
import { MemoryCounts } from "#lib/rate-limit/memory-counts";
import { type Bucket, bucketOf, type Rate, type Refusal, refusalOf } from "#lib/rate-limit/rate";
import { reachableCounts, type SharedCounts } from "#lib/rate-limit/shared-counts";

type Counting = { rate: Rate; bucket: Bucket; memory: MemoryCounts };

/**
 * Limits how often each subject may do something, such as calls by key or failed sign-ins by address.
 *
 * The memory of this process counts first and always; what it lets pass is counted in Redis too where one is shared. So a subject that goes on
 * calling while it is refused costs Redis little, and when Redis goes away the limit stands with counts that were kept
 * all along; with N processes a subject has up to N times the rate then.
 */
export class Limiter {
  readonly #name: string;
  readonly #rate: () => Rate | null;

  /**
   * @param name of what is counted, one of a kind
   * @param rate asked once, when first needed; null for no limit
   */
  constructor(name: string, rate: () => Rate | null) {
    this.#name = name;
    this.#rate = rate;
  }

  /**
   * Counts one more. Counting comes before the work, so that many at once cannot pass together.
   * @returns undefined when it may pass. A promise only when Redis has to be asked: this is in the way of every call.
   */
  take(subject: string): Refusal | undefined | Promise<Refusal | undefined> {
    const counting = this.#counting();
    if (!counting) return undefined;
    const waitUs = counting.memory.take(subject);
    if (waitUs > 0) return refusalOf(counting.rate, waitUs);
    const shared = reachableCounts();
    return shared ? this.#takeShared(shared, counting, subject) : undefined;
  }

  /** Takes one back, for what turned out well. */
  async giveBack(subject: string): Promise<void> {
    const counting = this.#counting();
    counting?.memory.giveBack(subject);
    if (counting) await reachableCounts()?.giveBack(this.#name, counting.bucket, subject);
  }

  /** Takes all back. */
  async clear(subject: string): Promise<void> {
    const counting = this.#counting();
    counting?.memory.clear(subject);
    if (counting) await reachableCounts()?.clear(this.#name, counting.bucket, subject);
  }

  async #takeShared(shared: SharedCounts, { rate, bucket }: Counting, subject: string): Promise<Refusal | undefined> {
    const waitUs = await shared.take(this.#name, bucket, subject);
    return waitUs > 0 ? refusalOf(rate, waitUs) : undefined;
  }

  #counting(): Counting | null {
    return single(`rate-limit:${this.#name}`, () => {
      const rate = this.#rate();
      if (!rate) return null;
      const bucket = bucketOf(rate);
      return { rate, bucket, memory: new MemoryCounts(bucket) };
    });
  }
}
