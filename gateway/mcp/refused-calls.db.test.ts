import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { countWaitingRefusals, flushRefusals } from "#lib/audit/refusals";
import { db } from "#lib/db/client";
import { type Env, env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let notebook: RunningServer;
let [ada, acme, before]: [TestUser?, TestWorkspace?, Env?] = [];

beforeAll(async () => {
  gateway = await startGateway();
  notebook = await startModernServer();
});
afterAll(() => Promise.all([gateway.stop(), notebook.stop()]));

beforeEach(async () => {
  forget("refusals");
  before = env();
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});
afterEach(() => {
  if (before) provideEnv(before);
});

async function tokenOf(options: Parameters<typeof makeToken>[2] = {}) {
  if (!ada || !acme) throw new Error("Nobody was made.");
  return makeToken(ada, [acme], options);
}

const write = (token: string) =>
  post(gateway.url, token, { method: "tools/call", params: { name: "notebook__add_note", arguments: { text: "x" } } });

async function refusals() {
  await flushRefusals();
  return db().auditEvent.findMany({ where: { action: "request.refused", workspaceId: acme?.id ?? "" } });
}

test("a scope that is missing and a tool that is blocked are told to the workspace, each summed up", async () => {
  const upstreamId = await connect(acme as TestWorkspace, notebook.url, { slug: "notebook" });
  const [reader, writer] = [await tokenOf(), await tokenOf({ scopes: ["mcp:full"] })];
  for (let time = 0; time < 3; time += 1) expect((await write(reader.token)).status).toBe(403);
  await db().toolRule.create({ data: { upstreamId, toolName: "add_note", access: "blocked" } });
  await db().upstream.update({ where: { id: upstreamId }, data: { revision: { increment: 1 } } });
  expect((await write(writer.token)).status).toBe(403);
  const events = await refusals();
  expect(events).toHaveLength(2);
  const event = { actorKind: "key", actorId: ada?.id, targetType: "key", address: "127.0.0.1" };
  const about = "notebook: add_note";
  expect(events).toContainEqual(
    expect.objectContaining({
      ...event,
      targetId: reader.keyId,
      count: 3,
      details: expect.objectContaining({ reason: "INSUFFICIENT_SCOPE", about }),
    }),
  );
  expect(events).toContainEqual(
    expect.objectContaining({
      ...event,
      targetId: writer.keyId,
      count: 1,
      details: expect.objectContaining({ reason: "TOOL_BLOCKED", about }),
    }),
  );
});

test("so is a key that asks too often", async () => {
  const { token, keyId } = await tokenOf();
  provideEnv({ ...env(), RATE_LIMIT_KEY_PER_MINUTE: 1, RATE_LIMIT_KEY_BURST: 1 });
  forget("rate-limit:calls-by-key");
  for (let time = 0; time < 3; time += 1) await post(gateway.url, token, { method: "ping" });
  expect(await refusals()).toMatchObject([{ targetId: keyId, count: 2, details: { reason: "RATE_LIMITED" } }]);
});

test("strangers, and keys that ended, cause nothing", async () => {
  const { token } = await tokenOf({ revokedAt: new Date(0) });
  for (const wrong of [token, generateToken("mcp_"), "nonsense"]) {
    expect((await post(gateway.url, wrong, { method: "tools/list" })).status).toBe(401);
  }
  expect(countWaitingRefusals()).toEqual({ waiting: 0, dropped: 0 });
});
