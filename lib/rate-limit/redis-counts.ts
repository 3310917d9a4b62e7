import { hash } from "node:crypto";
import { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { log } from "#lib/log";
import type { Bucket } from "#lib/rate-limit/rate";
import { TAKE_TOKEN } from "#lib/rate-limit/redis-script";
import type { SharedCounts } from "#lib/rate-limit/shared-counts";

/** No call waits longer than this for Redis, which answers in well under a millisecond where it is near. */
const ANSWER_TIMEOUT_MS = 200;
const CONNECT_TIMEOUT_MS = 1_000;
const RETRY_MS = 1_000;

/**
 * Counts in Redis. One failed or late answer, and Redis counts as away: nobody asks it any more until it has taken a
 * token in time on a new connection. So an outage costs one timeout of the calls under way, not one of each call.
 */
export class RedisCounts implements SharedCounts {
  readonly #client: Redis;
  readonly #limiters = new Map<string, RateLimiterRedis>();
  #state: "starting" | "reachable" | "away" | "closed" = "starting";

  constructor(url: string) {
    this.#client = new Redis(url, {
      connectTimeout: CONNECT_TIMEOUT_MS,
      // For what the client itself asks when it connects.
      commandTimeout: CONNECT_TIMEOUT_MS,
      // How long the old connection may take to end. A server that hangs never ends it.
      disconnectTimeout: ANSWER_TIMEOUT_MS,
      retryStrategy: () => RETRY_MS,
      // What is not answered is not asked again: by then the memory of this process has decided.
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

  /** @returns what Redis answered, refusals included; undefined when it did not */
  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer | RateLimiterRes | undefined> {
    try {
      return await inTime(question());
    } catch (refusalOrError) {
      if (refusalOrError instanceof RateLimiterRes) return refusalOrError;
      // The first of the calls under way; the others find the connection given up.
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
        // The script takes it for the interval of the bucket, in microseconds.
        duration: bucket.intervalUs,
      });
      this.#limiters.set(name, limiter);
    }
    return limiter;
  }

  /** A connection alone proves little: Redis may be out of memory, or a replica that takes no writes. */
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

/** Fails when there is no answer in time, but not for one that has come while this process was busy with something else. */
function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`There was no answer within ${ANSWER_TIMEOUT_MS} ms.`));
    // Timers come before sockets in a turn of the event loop, immediates after them.
    const timer = setTimeout(() => setImmediate(giveUp), ANSWER_TIMEOUT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Addresses of people and of their mail stay out of Redis, and no subject makes a long key. */
function nameOf(subject: string): string {
  return hash("sha256", subject, "base64url");
}
