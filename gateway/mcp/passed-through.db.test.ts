import { inputRequired, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { META } from "#lib/mcp/protocol";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startMcpServer } from "#testing/servers/mcp-servers";
import { startSessionServer } from "#testing/servers/session-server";

useDatabase();

let gateway: RunningGateway;
let acme: TestWorkspace;
let token: string;
const servers: RunningServer[] = [];

beforeEach(async () => {
  gateway = await startGateway();
  const ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token } = await makeToken(ada, [acme]));
});
afterEach(async () => {
  await gateway.stop();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function connectServer(slug: string, make: () => McpServer): Promise<void> {
  const server = await startMcpServer(make);
  servers.push(server);
  await connect(acme, server.url, { slug });
}

describe("a question of a server, and the answer with its state, are passed on unharmed", () => {
  const STATE = `{"quoted":"\\"","näher":"💡\u2028"}${"x".repeat(10_000)}`;
  const ANSWERS = { who: { action: "accept", content: { name: "Zoë \u0000 💡", age: 1e21, ok: false } } };
  const QUESTION = {
    message: "Who?",
    requestedSchema: { type: "object" as const, properties: { name: { type: "string" as const } } },
  };

  /** The question first; once there is a state, what came back with it. */
  function ask<Answer>({ mcpReq }: ServerContext, answer: (heard: string) => Answer) {
    const state = mcpReq.requestState<string>();
    if (state !== undefined) return answer(JSON.stringify({ state, answers: mcpReq.inputResponses }));
    return inputRequired({ inputRequests: { who: inputRequired.elicit(QUESTION) }, requestState: STATE });
  }

  const METHODS: [string, Record<string, unknown>][] = [
    ["tools/call", { name: "asking__ask", arguments: {} }],
    ["prompts/get", { name: "asking__ask" }],
    ["resources/read", { uri: "ask://one" }],
  ];

  beforeEach(() =>
    connectServer("asking", () => {
      const made = new McpServer({ name: "asking", version: "1.0.0" });
      const content = (text: string) => ({ type: "text" as const, text });
      made.registerTool("ask", { annotations: { readOnlyHint: true } }, async (context) =>
        ask(context, (heard) => ({ content: [content(heard)] })),
      );
      made.registerPrompt("ask", {}, async (context) =>
        ask(context, (heard) => ({ messages: [{ role: "user" as const, content: content(heard) }] })),
      );
      made.registerResource("one", "ask://one", {}, async ({ href: uri }, context) =>
        ask(context, (text) => ({ contents: [{ uri, text }] })),
      );
      return made;
    }),
  );

  test.each(METHODS)("in %s", async (method, params) => {
    const _meta = { [META.clientCapabilities]: { elicitation: { form: {} } } };
    const first = await postModern(gateway.url, token, { method, params: { ...params, _meta } });
    expect(first.body.result).toMatchObject({
      resultType: "input_required",
      inputRequests: { who: { method: "elicitation/create", params: QUESTION } },
      requestState: STATE,
    });
    expect(first.body.result).not.toHaveProperty("cacheScope");

    const retry = { ...params, _meta, inputResponses: ANSWERS, requestState: STATE };
    const second = await postModern(gateway.url, token, { method, params: retry });
    const heard = JSON.stringify({ state: STATE, answers: ANSWERS });
    expect(JSON.stringify(second.body.result)).toContain(JSON.stringify(heard));
  });
});

describe("what a server lets anybody keep", () => {
  beforeEach(() =>
    connectServer("open", () => {
      const cacheHint = { ttlMs: 60_000, cacheScope: "public" as const };
      const made = new McpServer({ name: "open", version: "1.0.0" }, { cacheHints: { "resources/list": cacheHint } });
      made.registerResource("one", "open://one", { cacheHint }, async ({ href: uri }) => ({
        contents: [{ uri, text: "one" }],
      }));
      return made;
    }),
  );

  test("may be kept for as long by the client, and by no cache that serves others", async () => {
    const read = await postModern(gateway.url, token, { method: "resources/read", params: { uri: "open://one" } });
    expect(read.body.result).toMatchObject({ ttlMs: 60_000, cacheScope: "private" });
    const list = await postModern(gateway.url, token, { method: "resources/list" });
    expect(list.body.result).toMatchObject({ ttlMs: 0, cacheScope: "private" });
    for (const { headers } of [read, list]) expect(headers.get("cache-control")).toBe("no-store");
  });

  test("says nothing about caches to clients of the 2025 revisions, which know no such words", async () => {
    const { body } = await post(gateway.url, token, { method: "resources/read", params: { uri: "open://one" } });
    expect(Object.keys(body.result ?? {})).toEqual(["contents"]);
  });
});

test("a session id that a client made up or stole is worth nothing: none is given, asked for or passed on", async () => {
  const sessions = await startSessionServer();
  servers.push(sessions);
  await connect(acme, sessions.url, { slug: "sessions" });
  const message = { method: "tools/call", params: { name: "sessions__whoami" } };
  const own = await post(gateway.url, token, message);
  const session = sessions.seen.at(-1)?.session;
  for (const stolen of [String(session), "made-up"]) {
    const answer = await post(gateway.url, token, message, { "mcp-session-id": stolen });
    expect(answer.body.result).toEqual(own.body.result);
    expect(answer.headers.has("mcp-session-id")).toBe(false);
    expect((await post(gateway.url, null, message, { "mcp-session-id": stolen })).status).toBe(401);
  }
  const used = sessions.seen.filter((one) => one.message.method === "tools/call").map((one) => one.session);
  expect(used).toEqual([session, session, session]);
});
