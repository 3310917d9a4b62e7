import { afterEach, beforeEach, expect, test } from "vitest";
import { countWaitingRefusals, flushRefusals } from "#lib/audit/refusals";
import { db } from "#lib/db/client";
import { type Env, env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({ servers: { notebook: startModernServer } });

let before: Env;
beforeEach(() => {
  forget("refusals");
  before = env();
});
afterEach(() => provideEnv(before));

const write = (token: string) =>
  post(world.url, token, { method: "tools/call", params: { name: "notebook__add_note", arguments: { text: "x" } } });

async function refusals() {
  await flushRefusals();
  return db().auditEvent.findMany({ where: { action: "request.refused", workspaceId: world.acme.id } });
}

test("records a missing scope and a blocked tool as audit events of the workspace, with counts", async () => {
  const upstreamId = world.upstreamIds.notebook;
  const [reader, writer] = [await world.makeToken(), await world.makeToken({ scopes: ["mcp:full"] })];
  for (let time = 0; time < 3; time += 1) expect((await write(reader.token)).status).toBe(403);
  await db().toolRule.create({ data: { upstreamId, toolName: "add_note", access: "blocked" } });
  await db().upstream.update({ where: { id: upstreamId }, data: { revision: { increment: 1 } } });
  expect((await write(writer.token)).status).toBe(403);
  const events = await refusals();
  expect(events).toHaveLength(2);
  const event = { actorKind: "key", actorId: world.ada.id, targetType: "key", address: "127.0.0.1" };
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

test("records a key that sends too many requests", async () => {
  const { token, keyId } = await world.makeToken();
  provideEnv({ ...env(), RATE_LIMIT_KEY_PER_MINUTE: 1, RATE_LIMIT_KEY_BURST: 1 });
  forget("rate-limit:calls-by-key");
  for (let time = 0; time < 3; time += 1) await post(world.url, token, { method: "ping" });
  expect(await refusals()).toMatchObject([{ targetId: keyId, count: 2, details: { reason: "RATE_LIMITED" } }]);
});

test("records nothing for strangers and ended keys", async () => {
  const { token } = await world.makeToken({ revokedAt: new Date(0) });
  for (const wrong of [token, generateToken("mcp_"), "nonsense"]) {
    expect((await post(world.url, wrong, { method: "tools/list" })).status).toBe(401);
  }
  expect(countWaitingRefusals()).toEqual({ waiting: 0, dropped: 0 });
});
