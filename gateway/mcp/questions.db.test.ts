import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { provide, single } from "#lib/process";
import { openCall, type StreamMessage } from "#testing/clients/call-stream";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type AskingServer, startAskingServer } from "#testing/servers/asking-server";

useDatabase();

let gateway: RunningGateway;
let asking: AskingServer;

beforeAll(async () => {
  gateway = await startGateway();
  asking = await startAskingServer();
});
afterAll(async () => {
  await gateway.stop();
  await asking.stop();
});

let ada: TestUser;
let acme: TestWorkspace;
let token: string;
let keyId: string;
let callTool: (args?: object) => Promise<void>;
let nextMessage: () => Promise<StreamMessage | undefined>;
let question: StreamMessage | undefined;
const leaving = { controller: new AbortController() };

const USER_AGENT = { "user-agent": "asking-client/1.0" };
const YES = { action: "accept", content: { confirm: true } };
type Waiting = Map<string, unknown>;
const waiting = () => single("questions", (): Waiting => new Map());

/** Before each test a client that can show forms has called a destructive tool and received the question. */
beforeEach(async () => {
  asking.calls.length = 0;
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, asking.url, { slug: "asking" });
  ({ token, keyId } = await makeToken(ada, [acme], { scopes: ["mcp:full"] }));
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: {} },
    clientInfo: { name: "asking-client", version: "1.0" },
  };
  await post(gateway.url, token, { method: "initialize", params }, USER_AGENT);
  const headers = { ...USER_AGENT, authorization: `Bearer ${token}` };
  leaving.controller = new AbortController();
  callTool = async (args = {}) => {
    nextMessage = await openCall(gateway.url, headers, "asking__wipe", { args, signal: leaving.controller.signal });
    question = await nextMessage();
  };
  await callTool();
});
afterEach(() => leaving.controller.abort());

function respond(result: unknown, by = token): Promise<{ status: number }> {
  return post(gateway.url, by, JSON.stringify({ jsonrpc: "2.0", id: question?.id, result }), USER_AGENT);
}

const WIPED = { jsonrpc: "2.0", id: "call", result: { content: [{ type: "text", text: "wiped" }] } };

test("sends the question first, and the answer to the call on the same stream after the question is answered", async () => {
  expect(question).toMatchObject({
    jsonrpc: "2.0",
    id: expect.stringMatching(/^latchkey-question:/),
    method: "elicitation/create",
    params: { message: expect.stringContaining("asking__wipe"), requestedSchema: { required: ["confirm"] } },
  });
  expect(asking.calls).toEqual([]);
  expect((await respond(YES)).status).toBe(202);
  expect(await nextMessage()).toEqual(WIPED);
  expect(await nextMessage()).toBeUndefined();
});

test("accepts no answer of another key", async () => {
  const other = await makeToken(ada, [acme], { scopes: ["mcp:full"] });
  expect((await respond(YES, other.token)).status).toBe(202);
  expect((await respond({ action: "decline" })).status).toBe(202);
  expect(await nextMessage()).toMatchObject({ id: "call", result: { isError: true } });
  expect(asking.calls).toEqual([]);
});

test("receives an answer that reaches another process through the database", async () => {
  const mine = waiting();
  // The first lookup finds no question, as in a process that did not ask it.
  let looks = 0;
  class Elsewhere extends Map<string, unknown> {
    override get(id: string): unknown {
      looks += 1;
      return looks === 1 ? undefined : mine.get(id);
    }
    override delete(id: string): boolean {
      return mine.delete(id);
    }
  }
  provide("questions", new Elsewhere());
  expect((await respond(YES)).status).toBe(202);
  expect(await nextMessage()).toEqual(WIPED);
  expect(looks).toBe(2);
  provide("questions", mine);
});

test("stops waiting for a client that disconnects", async () => {
  expect(waiting().size).toBe(1);
  leaving.controller.abort();
  await expect.poll(() => waiting().size).toBe(0);
});

test("stops waiting for a call that its client cancels, and does not make the call", async () => {
  const cancellation = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "call" } };
  await post(gateway.url, token, JSON.stringify(cancellation), USER_AGENT);
  await expect.poll(() => waiting().size).toBe(0);
  await respond(YES);
  expect(asking.calls).toEqual([]);
});

test("ends the call of a key that is revoked in the meantime, and tells its client", async () => {
  await db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
  expect(await nextMessage()).toMatchObject({ id: "call", error: { code: 401 } });
  expect(await nextMessage()).toBeUndefined();
  expect(waiting().size).toBe(0);
});

test("does not ask a client of the same key that cannot show forms", async () => {
  const { body } = await post(gateway.url, token, {
    method: "tools/call",
    params: { name: "asking__wipe", arguments: {} },
  });
  expect(body.result).toMatchObject({ isError: true });
});

describe("arguments that are not shown whole", () => {
  const LONG = { sql: `SELECT 1; ${"filler ".repeat(2_000)}; DROP TABLE users` };
  const SHOW = { action: "accept", content: { show_more: true } };

  /** Answers the question, and reads the next one. */
  async function show(content: object = SHOW.content): Promise<unknown> {
    await respond({ action: "accept", content });
    question = await nextMessage();
    return question?.params?.message;
  }

  test("are shown part by part, by a question of its own each, and the call is made once the person agrees", async () => {
    await callTool(LONG);
    const ids = new Set([question?.id]);
    expect(question?.params?.message).toContain("not all is shown");
    for (const part of [/Arguments, part 2 /, /Arguments, part 3 /, /DROP TABLE users"$/]) {
      expect(await show()).toMatch(part);
      ids.add(question?.id);
    }
    expect(ids.size).toBe(4);
    expect(question?.params?.requestedSchema).not.toHaveProperty("properties.show_more");
    expect(asking.calls).toEqual([]);
    await respond(YES);
    expect(await nextMessage()).toEqual(WIPED);
    expect(waiting().size).toBe(1);
  });

  test("are no longer decided by the answer to an earlier part", async () => {
    await callTool(LONG);
    const overview = question;
    expect(await show({ confirm: true, show_more: true })).toContain("Arguments, part 2 (");
    const second = question;
    question = overview;
    await respond(YES);
    question = second;
    await respond({ action: "accept", content: {} });
    expect(await nextMessage()).toMatchObject({ id: "call", result: { isError: true } });
    expect(asking.calls).toEqual([]);
  });

  test("end the call when more is asked for than there is", async () => {
    await respond(SHOW);
    expect(await nextMessage()).toMatchObject({ id: "call", result: { isError: true } });
    expect(asking.calls).toEqual([]);
  });

  test("are not shown to a key that was revoked while its person read", async () => {
    await callTool(LONG);
    await show();
    await db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
    expect(await nextMessage()).toMatchObject({ id: "call", error: { code: 401 } });
    await respond(YES);
    expect(asking.calls).toEqual([]);
  });
});
