import { inputRequired, McpServer } from "@modelcontextprotocol/server";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { db } from "#lib/db/client";
import { isObject, META } from "#lib/mcp/protocol";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { type RunningServer, startHttpServer, startMcpServer } from "#testing/servers/mcp-servers";
import { startSessionServer } from "#testing/servers/session-server";

useDatabase();
const world = useGateway();

const call = (name: string, args: Record<string, unknown> = {}) => ({
  method: "tools/call",
  params: { name, arguments: args },
});

describe("a tool whose parameters are sent as headers", () => {
  beforeEach(() => {
    const start = () =>
      startMcpServer(() => {
        const made = new McpServer({ name: "regions", version: "1.0.0" });
        const region = z.string().meta({ "x-mcp-header": "Region" });
        const options = { annotations: { readOnlyHint: true }, inputSchema: z.object({ region }) };
        made.registerTool("where", options, async (input) => ({ content: [{ type: "text", text: input.region }] }));
        return made;
      });
    return world.connectServer("regions", start);
  });

  test("is called for a legacy client with the headers that its server needs", async () => {
    const { body } = await world.post(call("regions__where", { region: "Zürich" }));
    expect(body.result?.content).toEqual([{ type: "text", text: "Zürich" }]);
  });

  test("is called for a modern client with its own headers, which the server checks", async () => {
    const message = call("regions__where", { region: "eu" });
    expect((await world.postModern(message, { "mcp-param-region": "eu" })).body.result).toBeDefined();
    const wrong = await world.postModern(message, { "mcp-param-region": "us" });
    expect([wrong.status, wrong.body.error?.code]).toEqual([400, -32020]);
  });
});

test("checks parameters in headers for a server that does not know them", async () => {
  const upstreamId = await world.connectServer("sessions", startSessionServer);
  const properties = { region: { type: "string", "x-mcp-header": "Region" } };
  const inputSchema = { type: "object", properties };
  const whoami = { name: "whoami", inputSchema, annotations: { readOnlyHint: true } };
  await db().catalogue.update({ where: { upstreamId }, data: { tools: [whoami] } });

  const ask = (args: object, headers: Record<string, string>) =>
    world.postModern(call("sessions__whoami", { ...args }), headers);
  const eu = `=?base64?${Buffer.from("eu").toString("base64")}?=`;
  for (const region of ["eu", eu]) {
    expect((await ask({ region: "eu" }, { "mcp-param-region": region })).body.result).toBeDefined();
  }
  expect((await ask({}, {})).body.result).toBeDefined();
  const wrong: [object, Record<string, string>][] = [
    [{ region: "eu" }, { "mcp-param-region": "us" }],
    [{ region: "eu" }, {}],
    [{}, { "mcp-param-region": "eu" }],
    [{}, { "mcp-param-region": "=?base64?%%?=" }],
    [{ region: "eu" }, { "mcp-param-region": "=?base64?%%?=" }],
  ];
  for (const [args, headers] of wrong) {
    const { status, body } = await ask(args, headers);
    expect([status, body.error?.code]).toEqual([400, -32020]);
  }
});

describe("a tool that asks the person", () => {
  beforeEach(() => {
    const start = () =>
      startMcpServer(() => {
        const made = new McpServer({ name: "asking", version: "1.0.0" });
        made.registerTool("ask", { annotations: { readOnlyHint: true } }, async (context) => {
          const answered = context.mcpReq.inputResponses?.name;
          if (isObject(answered)) return { content: [{ type: "text", text: JSON.stringify(answered) }] };
          const requestedSchema = { type: "object" as const, properties: { name: { type: "string" as const } } };
          return inputRequired({
            inputRequests: { name: inputRequired.elicit({ message: "Your name?", requestedSchema }) },
          });
        });
        return made;
      });
    return world.connectServer("asking", start);
  });

  test("passes question and answer on for a modern client that can ask", async () => {
    const capable = { _meta: { [META.clientCapabilities]: { elicitation: { form: {} } } } };
    const first = await world.postModern({
      method: "tools/call",
      params: { name: "asking__ask", ...capable },
    });
    expect(first.body.result).toMatchObject({
      resultType: "input_required",
      inputRequests: { name: { method: "elicitation/create" } },
    });
    const inputResponses = { name: { action: "accept", content: { name: "Ada" } } };
    const params = { name: "asking__ask", inputResponses, requestState: first.body.result?.requestState, ...capable };
    const second = await world.postModern({ method: "tools/call", params });
    expect(second.body.result).toMatchObject({
      resultType: "complete",
      content: [{ text: expect.stringContaining("Ada") }],
    });
  });

  test("names the missing capability for a modern client that cannot ask", async () => {
    const { status, body } = await world.postModern(call("asking__ask"));
    expect([status, body.error?.code]).toEqual([400, -32021]);
  });

  test("says what to do for a legacy client", async () => {
    const { status, body } = await world.post(call("asking__ask"));
    expect(status).toBe(200);
    expect(body.error).toMatchObject({ code: -32603, message: expect.stringContaining("the client is too old") });
  });
});

describe("results", () => {
  test("have the form of the client's era: a type for modern clients, none for legacy clients", async () => {
    const start = () =>
      startMcpServer(() => {
        const made = new McpServer({ name: "plain", version: "1.0.0" });
        made.registerTool("one", { annotations: { readOnlyHint: true } }, async () => ({ content: [] }));
        return made;
      });
    await world.connectServer("plain", start);
    const modern = await world.postModern(call("plain__one"));
    expect(modern.body.result).toMatchObject({ resultType: "complete", content: [] });
    expect((await world.post(call("plain__one"))).body.result).toEqual({ content: [] });
  });

  const lies: [string, (id: unknown) => string][] = [
    ["another id", () => JSON.stringify({ jsonrpc: "2.0", id: "other", result: { content: [] } })],
    ["neither result nor error", (id) => JSON.stringify({ jsonrpc: "2.0", id })],
    ["no JSON", () => "<html>"],
    ["a list of two", (id) => JSON.stringify(Array(2).fill({ jsonrpc: "2.0", id, result: {} }))],
  ];

  test.each(lies)("that are not an answer (%s) become an error with the right id", async (_name, lie) => {
    for (const type of ["application/json", "text/event-stream"]) {
      const slug = type === "application/json" ? "json" : "events";
      await world.connectServer(slug, () => startLyingServer(lie, type));
      for (const send of [post, postModern]) {
        const { status, body } = await send(world.url, world.token, { ...call(`${slug}__lie`), id: 77 });
        expect([status, body.id, body.error?.code]).toEqual([200, 77, -32603]);
      }
    }
  });
});

/** Starts a server that speaks MCP until its one tool is called. */
async function startLyingServer(lie: (id: unknown) => string, type: string): Promise<RunningServer> {
  const honest = await startMcpServer(() => {
    const made = new McpServer({ name: "lying", version: "1.0.0" });
    made.registerTool("lie", { annotations: { readOnlyHint: true } }, async () => ({ content: [] }));
    return made;
  });
  const server = await startHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const message = JSON.parse(body) as { id: unknown; method: string };
    if (message.method === "tools/call") {
      response.writeHead(200, { "content-type": type });
      response.end(type === "application/json" ? lie(message.id) : `data: ${lie(message.id)}\n\n`);
      return;
    }
    const headers = Object.entries(request.headers).filter(([name]) => /^(mcp-|accept$|content-type$)/.test(name));
    const init = { method: "POST", body, headers: headers as [string, string][] };
    const answer = await fetch(honest.url, init);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(await answer.text());
  });
  return { url: server.url, stop: async () => void (await Promise.all([server.stop(), honest.stop()])) };
}
