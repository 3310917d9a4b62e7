import { inputRequired, McpServer } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { db } from "#lib/db/client";
import { isObject, META } from "#lib/mcp/protocol";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startHttpServer, startMcpServer } from "#testing/servers/mcp-servers";
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

const call = (name: string, args: Record<string, unknown> = {}) => ({
  method: "tools/call",
  params: { name, arguments: args },
});

describe("a tool whose parameters travel as headers", () => {
  beforeEach(async () => {
    const server = await startMcpServer(() => {
      const made = new McpServer({ name: "regions", version: "1.0.0" });
      const region = z.string().meta({ "x-mcp-header": "Region" });
      const options = { annotations: { readOnlyHint: true }, inputSchema: z.object({ region }) };
      made.registerTool("where", options, async (input) => ({ content: [{ type: "text", text: input.region }] }));
      return made;
    });
    servers.push(server);
    await connect(acme, server.url, { slug: "regions" });
  });

  test("is called for an older client with the headers that its server wants", async () => {
    const { body } = await post(gateway.url, token, call("regions__where", { region: "Zürich" }));
    expect(body.result?.content).toEqual([{ type: "text", text: "Zürich" }]);
  });

  test("is called for a newer client with its own headers, which the server checks", async () => {
    const message = call("regions__where", { region: "eu" });
    expect((await postModern(gateway.url, token, message, { "mcp-param-region": "eu" })).body.result).toBeDefined();
    const wrong = await postModern(gateway.url, token, message, { "mcp-param-region": "us" });
    expect([wrong.status, wrong.body.error?.code]).toEqual([400, -32020]);
  });
});

test("parameters that travel as headers are checked for a server that knows nothing of them", async () => {
  const server = await startSessionServer();
  servers.push(server);
  const upstreamId = await connect(acme, server.url, { slug: "sessions" });
  const properties = { region: { type: "string", "x-mcp-header": "Region" } };
  const inputSchema = { type: "object", properties };
  const whoami = { name: "whoami", inputSchema, annotations: { readOnlyHint: true } };
  await db().catalogue.update({ where: { upstreamId }, data: { tools: [whoami] } });

  const ask = (args: object, headers: Record<string, string>) =>
    postModern(gateway.url, token, call("sessions__whoami", { ...args }), headers);
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
  beforeEach(async () => {
    const server = await startMcpServer(() => {
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
    servers.push(server);
    await connect(acme, server.url, { slug: "asking" });
  });

  test("passes question and answer through for a newer client that can", async () => {
    const capable = { _meta: { [META.clientCapabilities]: { elicitation: { form: {} } } } };
    const first = await postModern(gateway.url, token, {
      method: "tools/call",
      params: { name: "asking__ask", ...capable },
    });
    expect(first.body.result).toMatchObject({
      resultType: "input_required",
      inputRequests: { name: { method: "elicitation/create" } },
    });
    const inputResponses = { name: { action: "accept", content: { name: "Ada" } } };
    const params = { name: "asking__ask", inputResponses, requestState: first.body.result?.requestState, ...capable };
    const second = await postModern(gateway.url, token, { method: "tools/call", params });
    expect(second.body.result).toMatchObject({
      resultType: "complete",
      content: [{ text: expect.stringContaining("Ada") }],
    });
  });

  test("is answered with the missing capability for one that cannot", async () => {
    const { status, body } = await postModern(gateway.url, token, call("asking__ask"));
    expect([status, body.error?.code]).toEqual([400, -32021]);
  });

  test("is answered with what to do for an older client", async () => {
    const { status, body } = await post(gateway.url, token, call("asking__ask"));
    expect(status).toBe(200);
    expect(body.error).toMatchObject({ code: -32603, message: expect.stringContaining("the client is too old") });
  });
});

describe("results", () => {
  test("are of the client's era: a type for the newer, none for the older", async () => {
    const server = await startMcpServer(() => {
      const made = new McpServer({ name: "plain", version: "1.0.0" });
      made.registerTool("one", { annotations: { readOnlyHint: true } }, async () => ({ content: [] }));
      return made;
    });
    servers.push(server);
    await connect(acme, server.url, { slug: "plain" });
    const modern = await postModern(gateway.url, token, call("plain__one"));
    expect(modern.body.result).toMatchObject({ resultType: "complete", content: [] });
    expect((await post(gateway.url, token, call("plain__one"))).body.result).toEqual({ content: [] });
  });

  const lies: [string, (id: unknown) => string][] = [
    ["another id", () => JSON.stringify({ jsonrpc: "2.0", id: "other", result: { content: [] } })],
    ["neither result nor error", (id) => JSON.stringify({ jsonrpc: "2.0", id })],
    ["no JSON", () => "<html>"],
    ["a list", (id) => JSON.stringify([{ jsonrpc: "2.0", id, result: {} }])],
  ];

  test.each(lies)("that are not an answer (%s) become an error with the right id", async (_name, lie) => {
    for (const type of ["application/json", "text/event-stream"]) {
      const server = await lyingServer(lie, type);
      await connect(acme, server.url, { slug: type === "application/json" ? "json" : "events" });
      const name = type === "application/json" ? "json__lie" : "events__lie";
      for (const send of [post, postModern]) {
        const { status, body } = await send(gateway.url, token, { ...call(name), id: 77 });
        expect([status, body.id, body.error?.code]).toEqual([200, 77, -32603]);
      }
    }
  });
});

/** Speaks MCP until its one tool is called. */
async function lyingServer(lie: (id: unknown) => string, type: string): Promise<RunningServer> {
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
  servers.push(honest, server);
  return server;
}
