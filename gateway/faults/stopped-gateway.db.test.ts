import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { openCall } from "#testing/clients/call-stream";
import { post, postModern } from "#testing/clients/post";
import { openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type HeldServer, startHeldServer } from "#testing/servers/held-server";
import { introduced, type ScriptedServer, startScriptedServer, toolList } from "#testing/servers/scripted-server";
import { type SessionServer, startSessionServer } from "#testing/servers/session-server";

useDatabase();

let server: HeldServer;
let slow: ScriptedServer;
let sessions: SessionServer;
let gateway: Installation;
let ada: TestUser;
let acme: TestWorkspace;
let token: string;

beforeAll(async () => {
  server = await startHeldServer();
  sessions = await startSessionServer();
  slow = await startScriptedServer({ initialize: introduced(), "tools/list": toolList("answer") });
});
afterAll(() => Promise.all([server.stop(), slow.stop(), sessions.stop()]));
beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, server.url, { slug: "held" });
  await connect(acme, slow.url, { slug: "slow" });
  await connect(acme, sessions.url, { slug: "sessions" });
  ({ token } = await makeToken(ada, [acme], { scopes: ["mcp:full"] }));
  server.hold();
});
afterEach(async () => {
  server.release();
  await gateway.remove();
});

const call = (name: string, by = token) =>
  post(`${gateway.url}/mcp`, by, { method: "tools/call", params: { name, arguments: {} } });

/** Waits until so many calls have arrived at the held server since `before`. */
const untilHeld = (before: number, count: number) =>
  expect.poll(() => server.arrived() - before, EVENTUALLY).toBe(count);

const signal = () => process.kill(gateway.pid, "SIGTERM");
/** Another signal, as soon as it does not count as the first one again. */
const signalUntilEnded = async () => {
  const ended = gateway.stop();
  const timer = setInterval(signal, 200);
  await ended.finally(() => clearInterval(timer));
};

/** The lines of the log about the stop. */
const linesOfStop = () =>
  gateway
    .output()
    .split("\n")
    .filter((line) => line.includes('"signal"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const stoppedWith = (cut: { cutCalls: number; cutRequests: number }) => [
  { msg: "Latchkey is stopping.", signal: "SIGTERM" },
  { msg: "Latchkey has stopped.", signal: "SIGTERM", ...cut, seconds: expect.any(Number) },
];

/** The outcomes of all calls that were stored. Nothing writes any more, because the gateway has ended. */
const storedOutcomes = async () => {
  const rows = await db().usageEvent.findMany({ where: { method: "tools/call" }, select: { outcome: true } });
  return rows.map(({ outcome }) => outcome).sort();
};

test("a stop lets calls end, ends subscriptions properly, and still hears that a key was revoked", async () => {
  gateway = await startGatewayProcess();
  const doomed = await makeToken(ada, [acme]);
  const subscription = await openSubscription(`${gateway.url}/mcp`, token, { toolsListChanged: true });
  await subscription.next();
  const before = server.arrived();
  const [kept, revoked] = [call("held__write"), call("held__work", doomed.token)];
  await untilHeld(before, 2);

  signal();
  expect(await subscription.next()).toMatchObject({ id: "sub", result: { resultType: "complete" } });
  expect(await subscription.next()).toBeUndefined();
  await db().key.update({ where: { id: doomed.keyId }, data: { revokedAt: NOW } });
  expect(await revoked).toMatchObject({ status: 401, body: { error: { data: { errorType: "INVALID_API_KEY" } } } });
  server.release();
  const { status, body, headers } = await kept;
  expect(status).toBe(200);
  expect(body.result?.content).toEqual([{ type: "text", text: "done" }]);
  expect(headers.get("connection")).toBe("close");

  await gateway.stop();
  expect(linesOfStop()).toMatchObject(stoppedWith({ cutCalls: 0, cutRequests: 0 }));
  expect(await storedOutcomes()).toEqual(["ok", "unauthenticated"]);
});

test("calls that are cut are answered, say whether they may have been carried out, and are counted once", async () => {
  gateway = await startGatewayProcess({ DRAIN_SECONDS: "1" });
  const before = server.arrived();
  const introductions = slow.seen.length;
  slow.answer({ initialize: { silent: true } });
  const modern = { method: "tools/call", id: 7, params: { name: "held__write", arguments: {} } };
  const plain = postModern(`${gateway.url}/mcp`, token, modern);
  const next = await openCall(`${gateway.url}/mcp`, { authorization: `Bearer ${token}` }, "sessions__hang");
  const last = next();
  const waiting = call("slow__answer");
  await untilHeld(before, 1);
  await expect.poll(() => slow.seen.length, EVENTUALLY).toBeGreaterThan(introductions);

  await gateway.stop();
  slow.answer({ initialize: introduced() });
  const mayBe = { errorType: "UNAVAILABLE", message: expect.stringContaining("may have been carried out") };
  const cut = await plain;
  expect(cut).toMatchObject({ status: 503, body: { id: 7, error: { code: 503, data: mayBe } } });
  expect(cut.headers.get("retry-after")).toBeNull();
  expect(await last).toMatchObject({ id: "call", error: { code: 503, data: mayBe } });
  expect(await next()).toBeUndefined();
  const notMade = await waiting;
  expect(notMade.body.error?.data).toMatchObject({ message: expect.stringContaining("was not made") });
  expect(notMade.headers.get("retry-after")).toBe("1");
  expect(linesOfStop()).toMatchObject(stoppedWith({ cutCalls: 3, cutRequests: 0 }));
  expect(await storedOutcomes()).toEqual(["unavailable", "unavailable", "unavailable"]);
});

test("load balancers hear of a stop first, and a second signal ends it at once", async () => {
  gateway = await startGatewayProcess({ LAME_DUCK_SECONDS: "600", DRAIN_SECONDS: "600" });
  const ready = () => fetch(`${gateway.url}/api/ready`);
  expect((await ready()).status).toBe(200);
  signal();
  await expect.poll(async () => (await ready()).status, EVENTUALLY).toBe(503);
  expect(await (await ready()).json()).toEqual({ status: "stopping" });
  expect((await fetch(`${gateway.url}/api/health`)).status).toBe(200);
  const before = server.arrived();
  const late = call("held__work");
  await untilHeld(before, 1);

  await signalUntilEnded();
  expect(await late).toMatchObject({ status: 503, body: { error: { data: { errorType: "UNAVAILABLE" } } } });
  expect((await late).headers.get("connection")).toBe("close");
  expect(linesOfStop()).toMatchObject(stoppedWith({ cutCalls: 1, cutRequests: 0 }));
  expect(await storedOutcomes()).toEqual(["unavailable"]);
});
