import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { DAY_MS } from "#lib/clock";
import { log } from "#lib/log";
import { forget } from "#lib/process";
import { Limiter } from "#lib/rate-limit/limiter";
import { closeSharedCounts, openSharedCounts } from "#lib/rate-limit/open-shared-counts";
import { rateLimitStore } from "#lib/rate-limit/shared-counts";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RedisServer, startRedis } from "#testing/machine/redis-server";
import { scaled } from "#testing/machine/slowness";

/** Slow enough that nothing comes back while a test runs. */
const RATE = { times: 10, perSeconds: 3_600, burst: 10 };
const LIMITER = new Limiter("test", () => RATE);
const WAITING = { timeout: scaled(10_000), interval: 20 };

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
}, 6 * 60_000);
afterAll(() => redis.stop());

beforeEach(async () => {
  provideTestEnv({ REDIS_URL: redis.url });
  await openSharedCounts();
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), WAITING);
  await redis.client.flushall();
});
afterEach(() => {
  vi.restoreAllMocks();
  closeSharedCounts();
  forgetMemory();
});

/** What another process, or this one after a restart, knows of earlier calls. */
function forgetMemory(): void {
  forget("rate-limit:test");
}

async function passes(times: number, subject = "somebody"): Promise<number> {
  const refusals = await Promise.all(Array.from({ length: times }, () => LIMITER.take(subject)));
  return refusals.filter((refusal) => refusal === undefined).length;
}

test("two processes share one limit", async () => {
  expect(await passes(6)).toBe(6);
  forgetMemory();
  expect(await passes(6)).toBe(4);
  expect(await passes(1, "somebody else")).toBe(1);
});

test("a refusal by the others' count says how long to wait", async () => {
  await passes(10);
  forgetMemory();
  const refusal = await LIMITER.take("somebody");
  expect(refusal).toMatchObject({ perMinute: 0, resetSeconds: 3_600 });
  expect(refusal?.waitSeconds).toBeGreaterThan(350);
  expect(refusal?.waitSeconds).toBeLessThanOrEqual(360);
});

test("many at once do not pass together", async () => {
  const counted = Array.from({ length: 20 }, () => {
    forgetMemory();
    return passes(5);
  });
  expect((await Promise.all(counted)).reduce((sum, one) => sum + one)).toBe(10);
});

test("what is given back is given back to all", async () => {
  await passes(10);
  await LIMITER.giveBack("somebody");
  forgetMemory();
  expect(await passes(3)).toBe(1);
  await LIMITER.clear("somebody");
  forgetMemory();
  expect(await passes(20)).toBe(10);
});

test("tokens come back by the clock of Redis", async () => {
  const quick = new Limiter("test", () => ({ times: 20, perSeconds: 1, burst: 2 }));
  const both = async () => [await quick.take("q"), await quick.take("q")];
  expect(await both()).toEqual([undefined, undefined]);
  forgetMemory();
  expect(await quick.take("q")).toMatchObject({ perMinute: 1_200, waitSeconds: 1 });
  await vi.waitFor(async () => {
    forgetMemory();
    expect(await quick.take("q")).toBeUndefined();
  }, WAITING);
});

test("however two processes hammer, no more pass than the burst and what came back meanwhile", async () => {
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

test("a clock of Redis that is set back locks nobody out for longer than a bucket takes to fill", async () => {
  const quick = new Limiter("test", () => ({ times: 20, perSeconds: 1, burst: 2 }));
  await quick.take("q");
  const [key = ""] = await redis.client.keys("latchkey:test:*");
  await redis.client.set(key, (Date.now() + DAY_MS) * 1_000);
  forgetMemory();
  expect(await quick.take("q")).toMatchObject({ waitSeconds: 1, resetSeconds: 1 });
  await vi.waitFor(async () => {
    forgetMemory();
    expect(await quick.take("q")).toBeUndefined();
  }, WAITING);
});

test("Redis keeps neither names nor anything for good", async () => {
  await passes(1, "ada@acme.com 192.0.2.7");
  const keys = (await redis.client.keys("*")).filter((key) => key.startsWith("latchkey:test:"));
  expect(keys).toHaveLength(1);
  expect(keys[0]).not.toMatch(/ada|192/);
  expect(await redis.client.pttl(keys[0] ?? "")).toBeGreaterThan(0);
});

test("a subject that goes on while it is refused is not asked about", async () => {
  await passes(10);
  const before = await commandCount();
  expect(await passes(500)).toBe(0);
  expect((await commandCount()) - before).toBeLessThan(10);
});

async function commandCount(): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(await redis.client.info("stats"))?.[1]);
}

test("killed under use: counts that were kept all along go on, one line tells it, and another when it is back", async () => {
  const warn = vi.spyOn(log(), "warn");
  const info = vi.spyOn(log(), "info");
  expect(await passes(6)).toBe(6);
  await redis.kill();
  expect(await passes(50)).toBe(4);
  expect(await passes(50)).toBe(0);
  expect(await passes(50, "somebody new")).toBe(10);
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis_unreachable_using_memory"), WAITING);
  expect(warn).toHaveBeenCalledOnce();
  expect(JSON.stringify(warn.mock.calls)).not.toContain(redis.url);

  await redis.startAgain();
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), WAITING);
  expect(info).toHaveBeenCalledOnce();
  expect(await passes(50)).toBe(0);
  forgetMemory();
  expect(await passes(50, "somebody else")).toBe(10);
  forgetMemory();
  expect(await passes(50, "somebody else")).toBe(0);
});

test("a Redis that hangs holds calls up once and not for long", async () => {
  redis.hang();
  const took = async (times: number) => {
    const before = performance.now();
    await passes(times);
    return performance.now() - before;
  };
  try {
    expect(await took(5)).toBeLessThan(scaled(1_000));
    expect(rateLimitStore()).toBe("redis_unreachable_using_memory");
    // Less than one wait for Redis.
    expect(await took(1)).toBeLessThan(scaled(200));
    expect(await passes(50)).toBe(4);
  } finally {
    redis.goOn();
  }
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), WAITING);
});

test("a Redis that hangs from the start is not waited for", async () => {
  closeSharedCounts();
  redis.hang();
  try {
    const before = performance.now();
    await openSharedCounts();
    expect(await passes(50)).toBe(10);
    expect(performance.now() - before).toBeLessThan(scaled(500));
    expect(rateLimitStore()).toBe("redis_unreachable_using_memory");
  } finally {
    redis.goOn();
  }
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), WAITING);
});

test("an answer that came while this process was busy is not late", async () => {
  const counted = passes(3);
  // The questions have to leave first.
  await new Promise((resolve) => setImmediate(resolve));
  const until = performance.now() + 600;
  while (performance.now() < until);
  expect(await counted).toBe(3);
  expect(rateLimitStore()).toBe("redis");
});

test("a Redis that takes no writes counts as away", async () => {
  const warn = vi.spyOn(log(), "warn");
  await redis.client.config("SET", "maxmemory", "1");
  expect(await passes(50)).toBe(10);
  expect(rateLimitStore()).toBe("redis_unreachable_using_memory");
  await redis.client.config("SET", "maxmemory", "0");
  await vi.waitFor(() => expect(rateLimitStore()).toBe("redis"), WAITING);
  expect(warn).toHaveBeenCalledOnce();
});
