import { inputRequired, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { beforeEach, describe, expect, test } from "vitest";
import { META } from "#lib/mcp/protocol";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { startMcpServer } from "#testing/servers/mcp-servers";
import { startSessionServer } from "#testing/servers/session-server";

useDatabase();
const world = useGateway();

describe("a server's question, and the answer with its state, are passed on unchanged", () => {
  const STATE = `{"quoted":"\\"","näher":"💡\u2028"}${"x".repeat(10_000)}`;
  const ANSWERS = { who: { action: "accept", content: { name: "Zoë \u0000 💡", age: 1e21, ok: false } } };
  const QUESTION = {
    message: "Who?",
    requestedSchema: { type: "object" as const, properties: { name: { type: "string" as const } } },
  };

  /** Asks the question first. With a state it answers with the state and the answers that it received. */
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
    world.connectServer("asking", () =>
      startMcpServer(() => {
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
    ),
  );

  test.each(METHODS)("in %s", async (method, params) => {
    const _meta = { [META.clientCapabilities]: { elicitation: { form: {} } } };
    const first = await world.postModern({ method, params: { ...params, _meta } });
    expect(first.body.result).toMatchObject({
      resultType: "input_required",
      inputRequests: { who: { method: "elicitation/create", params: QUESTION } },
      requestState: STATE,
    });
    expect(first.body.result).not.toHaveProperty("cacheScope");

    const retry = { ...params, _meta, inputResponses: ANSWERS, requestState: STATE };
    const second = await world.postModern({ method, params: retry });
    const heard = JSON.stringify({ state: STATE, answers: ANSWERS });
    expect(JSON.stringify(second.body.result)).toContain(JSON.stringify(heard));
  });
});

describe("a result that a server lets anybody cache", () => {
  beforeEach(() =>
    world.connectServer("open", () =>
      startMcpServer(() => {
        const cacheHint = { ttlMs: 60_000, cacheScope: "public" as const };
        const made = new McpServer({ name: "open", version: "1.0.0" }, { cacheHints: { "resources/list": cacheHint } });
        made.registerResource("one", "open://one", { cacheHint }, async ({ href: uri }) => ({
          contents: [{ uri, text: "one" }],
        }));
        return made;
      }),
    ),
  );

  test("may be cached by the client for the same time, but not by a shared cache", async () => {
    const read = await world.postModern({ method: "resources/read", params: { uri: "open://one" } });
    expect(read.body.result).toMatchObject({ ttlMs: 60_000, cacheScope: "private" });
    const list = await world.postModern({ method: "resources/list" });
    expect(list.body.result).toMatchObject({ ttlMs: 0, cacheScope: "private" });
    for (const { headers } of [read, list]) expect(headers.get("cache-control")).toBe("no-store");
  });

  test("has no cache fields for clients of the 2025 revisions, which do not know them", async () => {
    const { body } = await world.post({ method: "resources/read", params: { uri: "open://one" } });
    expect(Object.keys(body.result ?? {})).toEqual(["contents"]);
  });
});

test("ignores a session id that a client invented or stole, and gives out none", async () => {
  const sessions = await startSessionServer();
  await world.connectServer("sessions", async () => sessions);
  const message = { method: "tools/call", params: { name: "sessions__whoami" } };
  const own = await world.post(message);
  const session = sessions.seen.at(-1)?.session;
  for (const stolen of [String(session), "made-up"]) {
    const answer = await world.post(message, { "mcp-session-id": stolen });
    expect(answer.body.result).toEqual(own.body.result);
    expect(answer.headers.has("mcp-session-id")).toBe(false);
    expect((await post(world.url, null, message, { "mcp-session-id": stolen })).status).toBe(401);
  }
  const used = sessions.seen.filter((one) => one.message.method === "tools/call").map((one) => one.session);
  expect(used).toEqual([session, session, session]);
});
