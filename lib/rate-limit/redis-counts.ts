import { hash } from "node:crypto";
import { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { log } from "#lib/log";
import type { Bucket } from "#lib/rate-limit/rate";
import { TAKE_TOKEN } from "#lib/rate-limit/redis-script";
import type { SharedCounts } from "#lib/rate-limit/shared-counts";

/** The longest time that a call waits for Redis. A Redis nearby answers in less than a millisecond. */
const ANSWER_TIMEOUT_MS = 200;
const CONNECT_TIMEOUT_MS = 1_000;
const RETRY_MS = 1_000;

/**
 * Counts in Redis. After one failed or late answer, Redis counts as away and is not asked any more, until it answers in
 * time on a new connection. So an outage delays only the calls that wait at that moment, each by one timeout.
 */
export class RedisCounts implements SharedCounts {
  readonly #client: Redis;
  readonly #limiters = new Map<string, RateLimiterRedis>();
  #state: "starting" | "reachable" | "away" | "closed" = "starting";

  constructor(url: string) {
    this.#client = new Redis(url, {
      connectTimeout: CONNECT_TIMEOUT_MS,
      // The timeout of the client's own commands when it connects.
      commandTimeout: CONNECT_TIMEOUT_MS,
      // The time for an old connection to end. A server that hangs never ends it.
      disconnectTimeout: ANSWER_TIMEOUT_MS,
      retryStrategy: () => RETRY_MS,
      // A command without an answer is not sent again: the memory of this process has decided by then.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    });
    this.#client.on("ready", () => void this.#probe());
    this.#client.on("error", (error) => this.#lose(error));
    this.#client.on("close", () => this.#lose(new Error("The connection was closed.")));
  }

  get isReachable(): boolean {
    return this.#state === "reachable";
  }

  async take(name: string, bucket: Bucket, subject: string): Promise<number> {
    const answer = await this.#ask(() => this.#limiter(name, bucket).consume(nameOf(subject)));
    return answer instanceof RateLimiterRes && answer.consumedPoints > bucket.burst ? answer.msBeforeNext * 1_000 : 0;
  }

  async giveBack(name: string, bucket: Bucket, subject: string): Promise<void> {
    await this.#ask(() => this.#limiter(name, bucket).reward(nameOf(subject)));
  }

  async clear(name: string, bucket: Bucket, subject: string): Promise<void> {
    await this.#ask(() => this.#limiter(name, bucket).delete(nameOf(subject)));
  }

  close(): void {
    this.#state = "closed";
    this.#client.disconnect();
  }

  /** @returns the answer of Redis, which may be a refusal; undefined when there is no answer in time */
  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer | RateLimiterRes | undefined> {
    try {
      return await inTime(question());
    } catch (refusalOrError) {
      if (refusalOrError instanceof RateLimiterRes) return refusalOrError;
      // Only the first of several waiting calls ends the connection. The others find it already ended.
      if (this.isReachable) this.#client.disconnect(true);
      this.#lose(refusalOrError);
      return undefined;
    }
  }

  #limiter(name: string, bucket: Bucket): RateLimiterRedis {
    let limiter = this.#limiters.get(name);
    if (!limiter) {
      limiter = new RateLimiterRedis({
        storeClient: this.#client,
        keyPrefix: `latchkey:${name}`,
        customIncrTtlLuaScript: TAKE_TOKEN,
        points: bucket.burst,
        // The script reads this number as the interval of the bucket, in microseconds.
        duration: bucket.intervalUs,
      });
      this.#limiters.set(name, limiter);
    }
    return limiter;
  }

  /** Takes a token as a test. A connection alone proves little: Redis may be out of memory, or a read-only replica. */
  async #probe(): Promise<void> {
    try {
      await inTime(this.#limiter("probe", { burst: 1_000, intervalUs: 1_000 }).consume("probe"));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) {
        this.#client.disconnect(true);
        return this.#lose(error);
      }
    }
    if (this.#state === "closed") return;
    if (this.#state === "away") log().info("Redis is back: rate limits are shared again.");
    this.#state = "reachable";
  }

  #lose(error: unknown): void {
    if (this.#state === "closed") return;
    if (this.#state !== "away") {
      const reason = error instanceof Error ? error.message : String(error);
      log().warn({ reason }, "Redis cannot be reached: this process counts rate limits on its own until it is back.");
    }
    this.#state = "away";
  }
}

/** Rejects when there is no answer in time. An answer that came while this process was busy still counts. */
function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`There was no answer within ${ANSWER_TIMEOUT_MS} ms.`));
    // In one turn of the event loop, timers run before sockets are read, and immediates run after that.
    const timer = setTimeout(() => setImmediate(giveUp), ANSWER_TIMEOUT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Hashes a subject, so that Redis stores no IP address and no mail address, and no key is long. */
function nameOf(subject: string): string {
  return hash("sha256", subject, "base64url");
}
