import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type EmbeddedDatabase, startEmbedded } from "#lib/db/embedded/embedded";
import { makeKey, revokeKey } from "#testing/browser/keys";
import { connectServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { askerWith } from "#testing/clients/gateway-journeys";
import { startLoad } from "#testing/clients/load";
import { openSubscription } from "#testing/clients/subscribe";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { scaled } from "#testing/machine/slowness";
import { setUp } from "#testing/people/people";
import { startWaitingServer } from "#testing/servers/waiting-server";

/** What ends within this time was ended by the bell: without it, rights are read every 30 seconds. */
const BY_THE_BELL_MS = 15_000;
const LOAD_PER_SECOND = 1_000;
const LOAD_TAKES = { timeout: scaled(120_000) };
/** The number of answers that each key gets before and after a change. */
const ENOUGH_ANSWERS = 1_000;

// The journeys share one dashboard and two gateways.
test.describe.configure({ mode: "default" });

let folder: string;
let database: EmbeddedDatabase;
let dashboard: Installation;
let gateways: Installation[];
let page: Page;

/** A dashboard and two gateways on one PostgreSQL, without limits on the rate of calls. */
test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-shared-"));
  database = await startEmbedded({ dataDir: folder, password: "shared" });
  const shared = {
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    RATE_LIMIT_KEY_PER_MINUTE: "0",
    RATE_LIMIT_WORKSPACE_PER_MINUTE: "0",
  };
  [dashboard, ...gateways] = await Promise.all([
    startInstallation({ ...shared, LATCHKEY_ROLE: "dashboard" }),
    startInstallation({ ...shared, LATCHKEY_ROLE: "gateway" }),
    startInstallation({ ...shared, LATCHKEY_ROLE: "gateway" }),
  ]);
  page = await browser.newPage({ baseURL: dashboard.url });
  await setUp(page);
});

test.afterAll(async () => {
  await page.close();
  await Promise.all([dashboard, ...gateways].map((installation) => installation.remove()));
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

test("a new key works on every replica, and a revoked key on none", async () => {
  const token = await makeKey(page, "acme", { name: "Script" });
  for (const gateway of gateways) {
    const answer = await askerWith(token, gateway.url)("tools/list");
    expect(answer.status).toBe(200);
    expect(await fetch(`${gateway.url}/sign-in`).then((response) => response.status)).toBe(404);
  }
  await revokeKey(page, "Script");
  for (const gateway of gateways) {
    expect((await askerWith(token, gateway.url)("tools/list")).status).toBe(401);
  }
});

test("a revocation ends the streams and the long calls of the key on every gateway", async () => {
  const server = await startWaitingServer();
  await connectServer(page, "acme", { name: "Waiting", url: server.url });
  const token = await makeKey(page, "acme", { name: "Streams" });
  const subscriptions = await Promise.all(
    gateways.map(({ url }) => openSubscription(`${url}/mcp`, token, { toolsListChanged: true })),
  );
  for (const { next } of subscriptions) expect((await next())?.method).toContain("acknowledged");
  const [, second] = gateways;
  const call = askerWith(token, second?.url ?? "")("tools/call", { name: "waiting__wait" });
  await server.begun;

  let revokedAtMs = Number.POSITIVE_INFINITY;
  const endOf = async <T>(promise: Promise<T>) => ({ value: await promise, atMs: performance.now() });
  const ends = Promise.all([endOf(call), ...subscriptions.map(({ next }) => endOf(next()))]);
  await revokeKey(page, "Streams");
  revokedAtMs = performance.now();
  const [called, ...listened] = await ends;

  expect(called.value.body.error?.data).toMatchObject({ errorType: "INVALID_API_KEY" });
  for (const { value } of listened) expect(value).toBeUndefined();
  for (const { atMs } of [called, ...listened]) expect(atMs - revokedAtMs).toBeLessThan(BY_THE_BELL_MS);
  await server.cancelled;
  await server.stop();
});

test("under 1,000 requests a second a new key works at once and a revoked key is never admitted again", async () => {
  const steady = await makeKey(page, "acme", { name: "Steady" });
  const doomed = await makeKey(page, "acme", { name: "Doomed" });
  const urls = gateways.map(({ url }) => url);
  const load = startLoad(urls, [steady, doomed], LOAD_PER_SECOND);
  const answersOf = (token: string) => load.answers.filter((one) => one.token === token);
  await expect.poll(() => answersOf(doomed).length, LOAD_TAKES).toBeGreaterThan(ENOUGH_ANSWERS);

  const fresh = await makeKey(page, "acme", { name: "Fresh" });
  for (const url of urls) expect((await askerWith(fresh, url)("tools/list")).status).toBe(200);

  await revokeKey(page, "Doomed");
  const revokedAtMs = performance.now();
  const since = () => answersOf(doomed).filter((one) => one.sentAtMs >= revokedAtMs);
  await expect.poll(() => since().length, LOAD_TAKES).toBeGreaterThan(ENOUGH_ANSWERS);
  await load.stop();

  expect(since().filter((one) => one.status !== 401 && one.status !== 429)).toEqual([]);
  expect(answersOf(steady).filter((one) => one.status !== 200)).toEqual([]);
});
