import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { DAY_MS } from "#lib/clock";
import { log } from "#lib/log";
import { forget } from "#lib/process";
import { Limiter } from "#lib/rate-limit/limiter";
import { closeSharedCounts, openSharedCounts } from "#lib/rate-limit/open-shared-counts";
import { rateLimitStore } from "#lib/rate-limit/shared-counts";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RedisServer, startRedis } from "#testing/machine/redis-server";
import { EVENTUALLY } from "#testing/machine/slowness";

/** A slow rate, so that no token comes back while a test runs. */
const RATE = { times: 10, perSeconds: 3_600, burst: 10 };
const LIMITER = new Limiter("test", () => RATE);

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
}, 6 * 60_000);
afterAll(() => redis.stop());

beforeEach(async () => {
  provideTestEnv({ REDIS_URL: redis.url });
  await openSharedCounts();
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), EVENTUALLY);
  await redis.client.flushall();
});
afterEach(() => {
  vi.restoreAllMocks();
  closeSharedCounts();
  forgetMemory();
});

/** Forgets the counts in memory, so the limiter behaves like another process or like this one after a restart. */
function forgetMemory(): void {
  forget("rate-limit:test");
}

async function passes(times: number, subject = "somebody"): Promise<number> {
  const refusals = await Promise.all(Array.from({ length: times }, () => LIMITER.take(subject)));
  return refusals.filter((refusal) => refusal === undefined).length;
}

test("shares one limit between two processes", async () => {
  expect(await passes(6)).toBe(6);
  forgetMemory();
  expect(await passes(6)).toBe(4);
  expect(await passes(1, "somebody else")).toBe(1);
});

test("says how long to wait when the calls of another process use up the limit", async () => {
  await passes(10);
  forgetMemory();
  const refusal = await LIMITER.take("somebody");
  expect(refusal).toMatchObject({ perMinute: 0, resetSeconds: 3_600 });
  expect(refusal?.waitSeconds).toBeGreaterThan(350);
  expect(refusal?.waitSeconds).toBeLessThanOrEqual(360);
});

test("does not let many simultaneous calls pass together", async () => {
  const counted = Array.from({ length: 20 }, () => {
    forgetMemory();
    return passes(5);
  });
  expect((await Promise.all(counted)).reduce((sum, one) => sum + one)).toBe(10);
});

test("gives tokens back for all processes", async () => {
  await passes(10);
  await LIMITER.giveBack("somebody");
  forgetMemory();
  expect(await passes(3)).toBe(1);
  await LIMITER.clear("somebody");
  forgetMemory();
  expect(await passes(20)).toBe(10);
});

test("adds tokens by the clock of Redis", async () => {
  const quick = new Limiter("test", () => ({ times: 20, perSeconds: 1, burst: 2 }));
  const both = async () => [await quick.take("q"), await quick.take("q")];
  expect(await both()).toEqual([undefined, undefined]);
  forgetMemory();
  expect(await quick.take("q")).toMatchObject({ perMinute: 1_200, waitSeconds: 1 });
  await vi.waitFor(async () => {
    forgetMemory();
    expect(await quick.take("q")).toBeUndefined();
  }, EVENTUALLY);
});

test("lets two processes together pass no more calls than the burst and the tokens that came back", async () => {
  const quick = new Limiter("test", () => ({ times: 100, perSeconds: 1, burst: 5 }));
  const began = performance.now();
  let passed = 0;
  while (performance.now() - began < 500) {
    forgetMemory();
    const refusals = await Promise.all([quick.take("q"), quick.take("q")]);
    passed += refusals.filter((refusal) => refusal === undefined).length;
  }
  const cameBack = (performance.now() - began) / 10;
  expect(passed).toBeLessThanOrEqual(5 + Math.ceil(cameBack));
  expect(passed).toBeGreaterThan(5);
});

test("refuses nobody for longer than a bucket takes to fill when the clock of Redis is set back", async () => {
  const quick = new Limiter("test", () => ({ times: 20, perSeconds: 1, burst: 2 }));
  await quick.take("q");
  const [key = ""] = await redis.client.keys("latchkey:test:*");
  await redis.client.set(key, (Date.now() + DAY_MS) * 1_000);
  forgetMemory();
  expect(await quick.take("q")).toMatchObject({ waitSeconds: 1, resetSeconds: 1 });
  await vi.waitFor(async () => {
    forgetMemory();
    expect(await quick.take("q")).toBeUndefined();
  }, EVENTUALLY);
});

test("stores no names in Redis, and every entry expires", async () => {
  await passes(1, "ada@acme.com 192.0.2.7");
  const keys = (await redis.client.keys("*")).filter((key) => key.startsWith("latchkey:test:"));
  expect(keys).toHaveLength(1);
  expect(keys[0]).not.toMatch(/ada|192/);
  expect(await redis.client.pttl(keys[0] ?? "")).toBeGreaterThan(0);
});

test("does not ask Redis about a subject that goes on calling while it is refused", async () => {
  await passes(10);
  const before = await commandCount();
  expect(await passes(500)).toBe(0);
  expect((await commandCount()) - before).toBeLessThan(10);
});

async function commandCount(): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(await redis.client.info("stats"))?.[1]);
}

test("goes on with the counts in memory when Redis is killed, and logs that Redis is away and back", async () => {
  const warn = vi.spyOn(log(), "warn");
  const info = vi.spyOn(log(), "info");
  expect(await passes(6)).toBe(6);
  await redis.kill();
  expect(await passes(50)).toBe(4);
  expect(await passes(50)).toBe(0);
  expect(await passes(50, "somebody new")).toBe(10);
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis_unreachable_using_memory"), EVENTUALLY);
  expect(warn).toHaveBeenCalledOnce();
  expect(JSON.stringify(warn.mock.calls)).not.toContain(redis.url);

  await redis.startAgain();
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), EVENTUALLY);
  expect(info).toHaveBeenCalledOnce();
  expect(await passes(50)).toBe(0);
  forgetMemory();
  expect(await passes(50, "somebody else")).toBe(10);
  forgetMemory();
  expect(await passes(50, "somebody else")).toBe(0);
});

test("goes on with the counts in memory while Redis hangs", async () => {
  redis.hang();
  try {
    expect(await passes(6)).toBe(6);
    expect(rateLimitStore()).toBe("redis_unreachable_using_memory");
    expect(await passes(50)).toBe(4);
  } finally {
    redis.goOn();
  }
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), EVENTUALLY);
});

test("does not wait for a Redis that hangs from the start", async () => {
  closeSharedCounts();
  redis.hang();
  try {
    await openSharedCounts();
    expect(await passes(50)).toBe(10);
    expect(rateLimitStore()).toBe("redis_unreachable_using_memory");
  } finally {
    redis.goOn();
  }
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), EVENTUALLY);
});

test("accepts an answer that came while this process was busy", async () => {
  const counted = passes(3);
  // The commands must be sent first.
  await new Promise((resolve) => setImmediate(resolve));
  const until = performance.now() + 600;
  while (performance.now() < until);
  expect(await counted).toBe(3);
  expect(rateLimitStore()).toBe("redis");
});

test("treats a read-only Redis as unreachable", async () => {
  const warn = vi.spyOn(log(), "warn");
  await redis.client.config("SET", "maxmemory", "1");
  expect(await passes(50)).toBe(10);
  expect(rateLimitStore()).toBe("redis_unreachable_using_memory");
  await redis.client.config("SET", "maxmemory", "0");
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), EVENTUALLY);
  expect(warn).toHaveBeenCalledOnce();
});
