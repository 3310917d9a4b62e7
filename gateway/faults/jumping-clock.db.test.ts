import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Repeating } from "#lib/background/repeating";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { clockOffsetMs, databaseClock } from "#lib/time/database-clock";
import { keepTime } from "#lib/time/keep-time";
import { type HttpAnswer, postModern } from "#testing/clients/post";
import { openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { EVENTUALLY, scaled } from "#testing/machine/slowness";
import { makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

/** Sets the clock forward, back, far back, and right again. */
const JUMPS_MS = [HOUR_MS, -HOUR_MS, -5 * HOUR_MS, 5 * HOUR_MS, 0];

let gateway: RunningGateway;
let server: RunningServer;
let time: Repeating;
let ada: TestUser;
let acme: TestWorkspace;
beforeAll(async () => {
  gateway = await startGateway(databaseClock);
  server = await startModernServer();
});
afterAll(() => Promise.all([gateway.stop(), server.stop()]));
beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});
afterEach(async () => {
  await time.stop();
  vi.useRealTimers();
  forget("database-time");
});

/** Sets the clock of the machine, as somebody does while the program runs. */
function setClock(offsetMs: number): void {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offsetMs });
}

/** Starts what the program starts, on a machine whose clock is off. */
async function startWith(offsetMs: number): Promise<void> {
  setClock(offsetMs);
  time = await keepTime();
}

/** Returns a time by the clock of the database. */
async function inDatabase(ms: number): Promise<Date> {
  const { rows } = await pool().query("SELECT clock_timestamp() + $1 * interval '1 ms' AS at", [ms]);
  return rows[0].at;
}

const ask = (token: string): Promise<HttpAnswer> => postModern(gateway.url, token, { method: "tools/list" });
const statusOf = async (token: string) => (await ask(token)).status;
const keyThatEnds = async (ms: number) => makeToken(ada, [acme], { expiresAt: await inDatabase(ms) });

describe.each([
  ["an hour slow", -HOUR_MS],
  ["an hour fast", HOUR_MS],
  ["a month slow", -30 * 24 * HOUR_MS],
  ["right", 0],
])("on a machine whose clock is %s", (_what, offsetMs) => {
  test("nothing that has ended is admitted, and nothing alive is refused", async () => {
    await startWith(offsetMs);
    const [ended, alive, lasting] = await Promise.all([
      keyThatEnds(-SECOND_MS),
      keyThatEnds(10 * MINUTE_MS),
      makeToken(ada, [acme]),
    ]);
    expect(await Promise.all([ended, alive, lasting].map(({ token }) => statusOf(token)))).toEqual([401, 200, 200]);
  });

  test("a key ends within a moment of its time, and its open stream with it", async () => {
    await startWith(offsetMs);
    const { token } = await keyThatEnds(scaled(3 * SECOND_MS));
    const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
    await subscription.next();
    expect(await subscription.next()).toBeUndefined();
    expect(await statusOf(token)).toBe(401);
  });

  test("readiness names the offset, and the process is ready", async () => {
    await startWith(offsetMs);
    const ready = await (await fetch(`${gateway.origin}/api/ready`)).json();
    // The clock of the test stands still, so its offset shrinks while the test runs.
    expect(Math.abs(ready.checks.clockOffsetSeconds - offsetMs / SECOND_MS)).toBeLessThan(60);
    expect(ready.status).toBe("ready");
  });
});

test("a clock that jumps while the program runs changes nothing for longer than a moment", async () => {
  await startWith(0);
  const [ended, alive] = await Promise.all([keyThatEnds(-SECOND_MS), keyThatEnds(10 * MINUTE_MS)]);
  for (const ms of JUMPS_MS) {
    setClock(ms);
    // Never, not even in the first moment.
    expect(await statusOf(ended.token)).toBe(401);
    // A jump forward is noticed with the first request, and the database is asked.
    await vi.waitFor(async () => expect(await statusOf(alive.token)).toBe(200), EVENTUALLY);
    expect(await statusOf(ended.token)).toBe(401);
  }
});

test("a clock that is set back changes nothing at all", async () => {
  await startWith(0);
  const [ended, alive] = await Promise.all([keyThatEnds(-SECOND_MS), keyThatEnds(10 * MINUTE_MS)]);
  for (const ms of [-HOUR_MS, -2 * HOUR_MS, -9 * HOUR_MS]) {
    setClock(ms);
    expect(await Promise.all([ended, alive].map(({ token }) => statusOf(token)))).toEqual([401, 200]);
  }
});

test("rate limits do not depend on the clock", async () => {
  await startWith(0);
  const before = env();
  provideEnv({ ...before, RATE_LIMIT_KEY_PER_MINUTE: 1, RATE_LIMIT_KEY_BURST: JUMPS_MS.length });
  forget("rate-limit:calls-by-key");
  try {
    const [within, beyond] = await Promise.all([makeToken(ada, [acme]), makeToken(ada, [acme])]);
    for (const _ of JUMPS_MS) await ask(beyond.token);
    for (const ms of JUMPS_MS) {
      setClock(ms);
      expect(await statusOf(within.token)).toBe(200);
      const { status, headers } = await ask(beyond.token);
      expect(status).toBe(429);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
    }
  } finally {
    provideEnv(before);
    forget("rate-limit:calls-by-key");
  }
});

test("streams of lasting keys stay open and still announce changes", async () => {
  await startWith(0);
  const { token } = await makeToken(ada, [acme], { expiresAt: await inDatabase(24 * HOUR_MS) });
  const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
  expect((await subscription.next())?.method).toBe("notifications/subscriptions/acknowledged");
  for (const [index, ms] of JUMPS_MS.entries()) {
    setClock(ms);
    await connect(acme, server.url, { slug: `s${index}` });
    expect((await subscription.next())?.method).toBe("notifications/tools/list_changed");
  }
  subscription.close();
});

test("while the database tells no time, the clock goes on from what it knows", async () => {
  await startWith(HOUR_MS);
  await time.stop();
  const known = clockOffsetMs() ?? 0;
  setClock(HOUR_MS);
  expect(Math.abs((clockOffsetMs() ?? 0) - known)).toBeLessThan(MINUTE_MS);
  const [ended, alive] = await Promise.all([keyThatEnds(-SECOND_MS), keyThatEnds(10 * MINUTE_MS)]);
  expect(await Promise.all([ended, alive].map(({ token }) => statusOf(token)))).toEqual([401, 200]);
});
