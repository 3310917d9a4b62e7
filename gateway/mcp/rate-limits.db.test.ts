import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Env, env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { type HttpAnswer, post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { useGateway } from "#testing/machine/use-gateway";
import { makeWorkspace } from "#testing/people/factories";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway();

let before: Env;
beforeEach(() => {
  before = env();
});
afterEach(() => set(before));

/** Changes settings for a test and resets all counts. */
function set(settings: Partial<Env>): void {
  provideEnv({ ...env(), ...settings });
  for (const name of ["calls-by-key", "calls-by-workspace", "failed-authentication"]) forget(`rate-limit:${name}`);
}

const PING = { method: "ping", id: "p" };
/** A rate so low that no request is allowed again during a test. */
const SLOW = 1;

async function statuses(calls: Promise<HttpAnswer>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(calls)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

describe("calls of a key", () => {
  test("pass a hundred at once by default, then get 429 with all that a client needs to wait", async () => {
    const answers = await Promise.all(times(250, () => world.post(PING)));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(100);
    const refused = answers.find(({ status }) => status === 429);
    expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject({
      "retry-after": "1",
      "x-ratelimit-limit": "600",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": "10",
    });
    expect(refused?.body).toMatchObject({
      id: "p",
      error: { code: 429, message: "Too Many Requests", data: { errorType: "RATE_LIMITED", retryAfterSeconds: 1 } },
    });
    expect(refused?.body.error?.data?.message).toMatch(/too many calls. Try again in 1 second\./);
  });

  test("pass again after some time", async () => {
    set({ RATE_LIMIT_KEY_PER_MINUTE: 30, RATE_LIMIT_KEY_BURST: 1 });
    expect(await statuses(times(2, () => world.post(PING)))).toEqual({ 200: 1, 429: 1 });
    await vi.waitFor(async () => expect((await world.post(PING)).status).toBe(200), EVENTUALLY);
  });

  test("are not counted for another key", async () => {
    set({ RATE_LIMIT_KEY_PER_MINUTE: SLOW, RATE_LIMIT_KEY_BURST: 1 });
    const { token: other } = await world.makeToken();
    expect(await statuses(times(3, () => world.post(PING)))).toEqual({ 200: 1, 429: 2 });
    expect((await post(world.url, other, PING)).status).toBe(200);
  });

  test("count for every message: requests of both revisions, notifications and unreadable messages", async () => {
    set({ RATE_LIMIT_KEY_PER_MINUTE: SLOW, RATE_LIMIT_KEY_BURST: 4 });
    expect((await world.post(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)).status).toBe(202);
    expect((await world.post("{")).status).toBe(400);
    expect((await world.postModern({ method: "tools/list" })).status).toBe(200);
    expect((await world.post(PING)).status).toBe(200);
    expect((await world.postModern({ method: "tools/list" })).status).toBe(429);
    expect((await post(`${world.origin}/mcp/inspector`, world.token, PING)).status).toBe(429);
  });

  test("have no limit when the setting is 0", async () => {
    set({ RATE_LIMIT_KEY_PER_MINUTE: 0 });
    expect(await statuses(times(150, () => world.post(PING)))).toEqual({ 200: 150 });
  });
});

describe("calls to a workspace's servers", () => {
  const list = (key = "") => post(world.url, key, { method: "tools/call", params: { name: "list_notes" } });

  test("are counted for all keys together, and for each workspace separately", async () => {
    set({ RATE_LIMIT_WORKSPACE_PER_MINUTE: SLOW, RATE_LIMIT_WORKSPACE_BURST: 3 });
    const globex = await makeWorkspace("Globex", [[world.ada, "owner"]]);
    const server = await startModernServer();
    onTestFinished(() => server.stop());
    await Promise.all([world.acme, globex].map((workspace) => connect(workspace, server.url, { unprefixed: true })));
    const [first, second, third] = await Promise.all(
      [[world.acme], [world.acme], [globex]].map((one) => makeToken(world.ada, one)),
    );
    const calls = [first, second].flatMap((key) => times(3, () => list(key?.token)));
    expect(await statuses(calls)).toEqual({ 200: 3, 429: 3 });

    const refused = await list(second?.token);
    expect(refused.headers.get("x-ratelimit-limit")).toBe(String(SLOW));
    expect(refused.body.error?.data?.message).toMatch(/keys of this workspace/);
    expect((await list(third?.token)).status).toBe(200);
    // Lists reach no server, and the key itself has calls left.
    expect((await post(world.url, second?.token ?? "", { method: "tools/list" })).status).toBe(200);
  });
});

describe("failed authentications of an address", () => {
  const wrong = (headers: Record<string, string> = {}) => post(world.url, generateToken("mcp_"), PING, headers);
  const from = (address: string) => wrong({ "x-forwarded-for": address });

  test("are refused after sixty, with the headers of every rate limit", async () => {
    set({});
    const answers = await Promise.all(times(80, () => wrong()));
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(60);
    const refused = answers.find(({ status }) => status === 429);
    expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject({
      "retry-after": "1",
      "x-ratelimit-limit": "60",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": "60",
    });
    expect(refused?.body.error?.data).toMatchObject({ errorType: "RATE_LIMITED" });
  });

  test.each(["GET", "HEAD", "DELETE"])("are counted for %s too, which a valid key may still send", async (method) => {
    set({});
    const send = (token: string) => fetch(world.url, { method, headers: { authorization: `Bearer ${token}` } });
    const refused = await Promise.all(times(80, () => send(generateToken("mcp_"))));
    expect(refused.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(60);
    expect(refused.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect((await wrong()).status).toBe(429);
    expect((await send(world.token)).status).toBe(405);
  });

  test("do not affect a valid key from the same address", async () => {
    set({});
    const [failures, fine] = await Promise.all([
      statuses(times(90, () => wrong())),
      statuses(times(20, () => world.post(PING))),
    ]);
    expect(failures[429]).toBeGreaterThan(0);
    expect(fine).toEqual({ 200: 20 });
  });

  test("are counted by the forwarded address behind a trusted proxy", async () => {
    set({ TRUST_PROXY: true });
    // One more failure is allowed each second, and this may happen between any two requests.
    const refusedOfFive = async (address: string) => (await statuses(times(5, () => from(address))))[429] ?? 0;
    expect((await statuses(times(80, () => from("192.0.2.1"))))[401]).toBeLessThan(70);
    expect(await refusedOfFive("192.0.2.1")).toBeGreaterThanOrEqual(3);
    expect(await refusedOfFive("192.0.2.2")).toBe(0);
    // The client itself may have written all addresses before the last.
    expect(await refusedOfFive("192.0.2.99, 192.0.2.1")).toBeGreaterThanOrEqual(3);
  });

  test("are counted by the network of an IPv6 address", async () => {
    set({ TRUST_PROXY: true });
    let host = 0;
    const hosts = times(80, () => {
      host += 1;
      return from(`2001:db8:0:1::${host.toString(16)}`);
    });
    expect((await statuses(hosts))[429]).toBeGreaterThan(10);
    expect((await from("2001:db8:0:2::1")).status).toBe(401);
  });

  test("are not counted for the address in an untrusted header", async () => {
    set({ TRUST_PROXY: false });
    let host = 0;
    const forged = times(80, () => {
      host += 1;
      return from(`192.0.2.${host}`);
    });
    expect((await statuses(forged))[429]).toBeGreaterThan(10);
  });
});
