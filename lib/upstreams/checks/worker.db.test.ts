import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { Checker } from "#lib/upstreams/checks/worker";
import { useDatabase } from "#testing/databases/use-database";
import { connect } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestWorkspace } from "#testing/people/factories";
import { startAnsweringServer, startSilentServer } from "#testing/servers/broken-servers";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";
import { checkAsDue, checkNow } from "#testing/servers/server-checks";

useDatabase();

let server: RunningMcpServer;
let acme: TestWorkspace;
let id: string;
let now: Date;

beforeEach(async () => {
  now = NOW;
  server = await startModernServer();
  acme = await makeWorkspace("Acme", [[await makeUser("Ada"), "owner"]]);
  id = await connect(acme, server.url, { slug: "notes" });
});
afterEach(async () => void (await server.stop()));

const check = () => checkNow(now);
const pass = async (ms: number) => {
  now = await checkAsDue(now, ms);
};
const row = () => db().upstream.findUniqueOrThrow({ where: { id } });
const callFails = () =>
  db().upstream.update({ where: { id }, data: { callFailedAt: now, failedCalls: 1, checkAt: now } });

describe("a server on which a call failed", () => {
  test("is checked once, and is as before when it works", async () => {
    await callFails();
    const asked = server.requests.length;
    await pass(30 * MINUTE_MS);
    expect(server.requests.length - asked).toBeLessThan(6);
    expect(await row()).toMatchObject({ failureCode: null, checkAt: null, troubledSince: null });
  });

  test("is checked again when another call failed during the check", async () => {
    await callFails();
    await db().upstream.update({ where: { id }, data: { callFailedAt: new Date(now.getTime() + SECOND_MS) } });
    await check();
    expect((await row()).checkAt).toEqual(new Date(now.getTime() + 30 * SECOND_MS));
  });
});

describe("several processes and workspaces", () => {
  test("check a server once", async () => {
    await callFails();
    const asked = server.requests.length;
    await check();
    const once = server.requests.length - asked;
    await callFails();
    const checkers = Array.from({ length: 5 }, () => new Checker({ now: () => now }));
    await Promise.all(checkers.map((one) => one.checkDue()));
    await Promise.all(checkers.map((one) => one.finished()));
    expect(server.requests.length - asked).toBe(2 * once);
  });

  test("a workspace whose servers hang takes one place, so another one's server is checked meanwhile", async () => {
    const silent = await startSilentServer();
    const hanging = await Promise.all(
      Array.from({ length: 6 }, (_, index) => connect(acme, server.url, { slug: `silent-${index}` })),
    );
    await db().upstream.updateMany({ where: { id: { in: hanging } }, data: { url: silent.url, checkAt: now } });
    const labs = await makeWorkspace("Labs", []);
    const other = await connect(labs, server.url, { slug: "other" });
    const checkAt = new Date(now.getTime() + 1);
    await db().upstream.update({ where: { id: other }, data: { checkAt, catalogueAt: null } });
    now = new Date(now.getTime() + SECOND_MS);
    const checker = new Checker({ now: () => now });
    await checker.checkDue();
    const checked = async () => (await db().upstream.findUniqueOrThrow({ where: { id: other } })).catalogueAt;
    await expect.poll(checked, { interval: 20 }).toEqual(now);
    checker.stop();
    await silent.stop();
    await checker.finished();
    expect(await db().upstream.count({ where: { id: { in: hanging }, checkAt: NOW } })).toBe(5);
  });

  test("a person whose workspaces are full of hanging servers lets another person's server have its turn", async () => {
    const silent = await startSilentServer();
    const [greedy, modest] = [await makeUser("Greedy"), await makeUser("Modest")];
    for (let index = 0; index < 6; index += 1) {
      const workspace = await makeWorkspace(`Greedy ${index}`, [[greedy, "owner"]]);
      const hanging = await connect(workspace, server.url, { slug: "silent" });
      await db().upstream.update({ where: { id: hanging }, data: { url: silent.url, checkAt: now } });
    }
    // A workspace that both own is passed over only after both had their turn.
    const shared = await makeWorkspace("Shared", [
      [greedy, "owner"],
      [modest, "owner"],
    ]);
    const other = await connect(shared, server.url, { slug: "other" });
    const checkAt = new Date(now.getTime() + 1);
    await db().upstream.update({ where: { id: other }, data: { checkAt, catalogueAt: null } });
    now = new Date(now.getTime() + SECOND_MS);
    const checker = new Checker({ now: () => now });
    await checker.checkDue();
    // It was claimed with the first four, while the others hang.
    expect((await db().upstream.findUniqueOrThrow({ where: { id: other } })).checkAt).not.toEqual(checkAt);
    checker.stop();
    await silent.stop();
    await checker.finished();
  });
});

test("a check that a process did not finish is made by another one later", async () => {
  const broken = await startAnsweringServer(500);
  await db().upstream.update({ where: { id }, data: { url: broken.url, checkAt: new Date(now.getTime() + HOUR_MS) } });
  await check();
  expect((await row()).failureCode).toBeNull();
  now = new Date(now.getTime() + HOUR_MS);
  await check();
  expect((await row()).failureCode).toBe("HTTP_ERROR");
  await broken.stop();
});
