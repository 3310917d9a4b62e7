import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { HOUR_MS, systemClock } from "#lib/clock";
import { env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { type HttpAnswer, postModern } from "#testing/clients/post";
import { openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

const IN_AN_HOUR = new Date(NOW.getTime() + HOUR_MS);
/** Moves the clock forwards, backwards, to before the start, and to the start. */
const JUMPS_MS = [5 * HOUR_MS, 0, -5 * HOUR_MS, 0];

let gateway: RunningGateway;
let server: RunningServer;
let ada: TestUser;
let acme: TestWorkspace;
beforeAll(async () => {
  gateway = await startGateway(systemClock);
  server = await startModernServer();
});
afterAll(() => Promise.all([gateway.stop(), server.stop()]));
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});
afterEach(() => vi.useRealTimers());

/** Sets the clock as on a machine: running work continues with another time. */
const jumpTo = (ms: number) => vi.setSystemTime(NOW.getTime() + ms);
const ask = (token: string): Promise<HttpAnswer> => postModern(gateway.url, token, { method: "tools/list" });

test("a key is expired exactly when the clock says so", async () => {
  const brief = await makeToken(ada, [acme], { expiresAt: IN_AN_HOUR });
  const lasting = await makeToken(ada, [acme]);
  const statuses: number[] = [];
  for (const ms of JUMPS_MS) {
    jumpTo(ms);
    expect((await ask(lasting.token)).status).toBe(200);
    statuses.push((await ask(brief.token)).status);
  }
  expect(statuses).toEqual([401, 200, 200, 200]);
});

test("rate limits do not depend on the clock", async () => {
  const before = env();
  provideEnv({ ...before, RATE_LIMIT_KEY_PER_MINUTE: 1, RATE_LIMIT_KEY_BURST: JUMPS_MS.length });
  forget("rate-limit:calls-by-key");
  try {
    const [within, beyond] = await Promise.all([makeToken(ada, [acme]), makeToken(ada, [acme])]);
    for (const _ of JUMPS_MS) await ask(beyond.token);
    for (const ms of JUMPS_MS) {
      jumpTo(ms);
      expect((await ask(within.token)).status).toBe(200);
      const { status, headers } = await ask(beyond.token);
      expect(status).toBe(429);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
    }
  } finally {
    provideEnv(before);
    forget("rate-limit:calls-by-key");
  }
});

test("streams stay open and still announce changes", async () => {
  const { token } = await makeToken(ada, [acme]);
  const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
  expect((await subscription.next())?.method).toBe("notifications/subscriptions/acknowledged");
  for (const [index, ms] of JUMPS_MS.entries()) {
    jumpTo(ms);
    await connect(acme, server.url, { slug: `s${index}` });
    expect((await subscription.next())?.method).toBe("notifications/tools/list_changed");
  }
  subscription.close();
});

test("a stream ends when the clock jumps past the end of its key", async () => {
  const { token } = await makeToken(ada, [acme], { expiresAt: IN_AN_HOUR });
  const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
  await subscription.next();
  jumpTo(5 * HOUR_MS);
  expect(await subscription.next()).toBeUndefined();
});
