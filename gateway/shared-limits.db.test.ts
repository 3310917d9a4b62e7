import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Env, env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { closeSharedCounts, openSharedCounts } from "#lib/rate-limit/open-shared-counts";
import { generateToken } from "#lib/secrets/token";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { type RedisServer, startRedis } from "#testing/machine/redis-server";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

const PING = { method: "ping" };

let redis: RedisServer;
let gateway: RunningGateway;
beforeAll(async () => {
  redis = await startRedis();
  gateway = await startGateway();
}, 6 * 60_000);
afterAll(() => Promise.all([gateway.stop(), redis.stop()]));

let before: Env;
let token: string;
beforeEach(async () => {
  before = env();
  provideEnv({ ...before, REDIS_URL: redis.url, RATE_LIMIT_KEY_PER_MINUTE: 1, RATE_LIMIT_KEY_BURST: 5 });
  beAnotherReplica();
  const ada = await makeUser("Ada");
  ({ token } = await makeToken(ada, [await makeWorkspace("Acme", [[ada, "owner"]])]));
  await openSharedCounts();
  await vi.waitFor(async () => expect(await limits()).toBe("redis"), EVENTUALLY);
  await redis.client.flushall();
});
afterEach(() => {
  closeSharedCounts();
  provideEnv(before);
  beAnotherReplica();
});

/** Makes a replica that has counted nothing itself. */
function beAnotherReplica(): void {
  for (const name of ["calls-by-key", "failed-authentication"]) forget(`rate-limit:${name}`);
}

/** Returns what `/api/ready` says about the rate limits. */
async function limits(): Promise<unknown> {
  const response = await fetch(`${gateway.origin}/api/ready`);
  expect(response.status).toBe(200);
  const { status, checks } = (await response.json()) as { status: string; checks: { rateLimits: string } };
  expect(status).toBe("ready");
  return checks.rateLimits;
}

async function statuses(count: number, key: () => string): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => post(gateway.url, key(), PING)));
  return answers.map(({ status }) => status).sort();
}

const passed = async (count: number) => (await statuses(count, () => token)).filter((status) => status === 200).length;
const failures = (count: number) => statuses(count, () => generateToken("mcp_"));

test("a limit that is used up at one replica is used up at the other, with the same answer", async () => {
  expect(await passed(8)).toBe(5);
  beAnotherReplica();
  const { status, headers, body } = await post(gateway.url, token, PING);
  expect(status).toBe(429);
  expect(headers.get("x-ratelimit-limit")).toBe("1");
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(50);
  expect(Number(headers.get("x-ratelimit-reset"))).toBeGreaterThan(290);
  expect(body.error?.data).toMatchObject({ errorType: "RATE_LIMITED" });
});

test("all replicas count failed authentications together", async () => {
  expect((await failures(50)).every((status) => status === 401)).toBe(true);
  beAnotherReplica();
  expect((await failures(50)).filter((status) => status === 429).length).toBeGreaterThan(20);
});

test("without Redis the process stays ready, reports it, and keeps its limits", async () => {
  expect(await passed(3)).toBe(3);
  await failures(30);
  await redis.kill();
  expect(await passed(20)).toBe(2);
  expect((await failures(60)).filter((status) => status === 429).length).toBeGreaterThan(10);
  expect(await limits()).toBe("redis_unreachable_using_memory");
  beAnotherReplica();
  expect((await failures(90)).filter((status) => status === 429).length).toBeGreaterThan(10);

  await redis.startAgain();
  await vi.waitFor(async () => expect(await limits()).toBe("redis"), EVENTUALLY);
});

test("a Redis that hangs holds up no call", async () => {
  redis.hang();
  expect(await passed(5)).toBe(5);
  expect(await limits()).toBe("redis_unreachable_using_memory");
  redis.goOn();
  expect(await passed(5)).toBe(0);
});
