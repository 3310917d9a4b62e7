import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { backgroundRefreshes } from "#lib/gateway/lists/background-refresh";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestWorkspace } from "#testing/people/factories";
import { startHangingUpServer } from "#testing/servers/broken-servers";
import { type RunningMcpServer, startHttpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

const SECRET = "s3cret-header-value";

let now = NOW;
let gateway: RunningGateway;
let notebook: RunningMcpServer;
let guarded: RunningMcpServer;

beforeAll(async () => {
  gateway = await startGateway({ now: () => now });
  notebook = await startModernServer();
  guarded = await startModernServer({ requiredHeader: { name: "X-Secret", value: SECRET } });
});
afterAll(async () => {
  await Promise.all([gateway, notebook, guarded].map((one) => one.stop()));
});

let acme: TestWorkspace;
let token: string;

beforeEach(async () => {
  now = NOW;
  const ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token } = await makeToken(ada, [acme]));
});

const list = (method = "tools/list") => post(gateway.url, token, { method });
const call = (name: string) => post(gateway.url, token, { method: "tools/call", id: 5, params: { name } });

describe("a server that is down", () => {
  let stopped: { id: string };

  beforeEach(async () => {
    const doomed = await startModernServer();
    stopped = { id: await connect(acme, doomed.url, { slug: "doomed" }) };
    await connect(acme, notebook.url, { slug: "notebook" });
    await doomed.stop();
  });

  test("still has its last tools in lists, together with those of other servers, without a request to it", async () => {
    const { body } = await list();
    const tools = (body.result?.tools ?? []) as { name: string }[];
    expect(tools.map((tool) => tool.name)).toEqual(["list_workspaces", "doomed__list_notes", "notebook__list_notes"]);
    expect((await call("notebook__list_notes")).body.result).toBeDefined();
  });

  test("is named in the error of a call to it", async () => {
    const { status, body } = await call("doomed__list_notes");
    expect([status, body.id]).toEqual([200, 5]);
    expect(body.error).toMatchObject({
      code: -32603,
      message: expect.stringMatching(/^“doomed” cannot be reached: .* refused the connection\.$/),
      data: { errorType: "UPSTREAM_FAILED", server: "doomed", reason: "REFUSED" },
    });
  });

  test("is read again in the background when its catalogue is old, but not at every list", async () => {
    now = new Date(NOW.getTime() + 11 * MINUTE_MS);
    await list();
    await backgroundRefreshes();
    const failed = () => db().upstream.findUniqueOrThrow({ where: { id: stopped.id } });
    expect(await failed()).toMatchObject({ failureCode: "REFUSED", failedAt: now });
    const { revision } = await failed();
    await list();
    await backgroundRefreshes();
    expect((await failed()).revision).toBe(revision);
  });

  test("is read again also after the clock was set back", async () => {
    const listAt = async (minutes: number) => {
      now = new Date(NOW.getTime() + minutes * MINUTE_MS);
      await list();
      await backgroundRefreshes();
      return (await db().upstream.findUniqueOrThrow({ where: { id: stopped.id } })).failedAt;
    };
    const asked = await listAt(11);
    expect(asked).toEqual(now);
    expect(await listAt(-60)).toEqual(asked);
    const later = performance.now() + 11 * MINUTE_MS;
    const elapsed = vi.spyOn(performance, "now").mockImplementation(() => later);
    expect(await listAt(-60)).toEqual(now);
    elapsed.mockRestore();
  });
});

test("names a server that closes its connection, and answers with an error", async () => {
  const broken = await startHangingUpServer();
  const id = await connect(acme, notebook.url, { slug: "broken" });
  await db().upstream.update({ where: { id }, data: { url: broken.url, revision: { increment: 1 } } });
  const { body } = await call("broken__list_notes");
  expect(body.error).toMatchObject({ message: expect.stringMatching(/^“broken” /), data: { reason: "DISCONNECTED" } });
  await broken.stop();
});

describe("an answer that is not MCP is never passed on", () => {
  const answers: [number, string, string][] = [
    [401, "text/plain", "UNAUTHORIZED"],
    [403, "text/plain", "FORBIDDEN"],
    [500, "application/json", "HTTP_ERROR"],
    [302, "text/html", "HTTP_ERROR"],
    [200, "text/html", "NOT_MCP"],
  ];

  test.each(answers)("HTTP %s with %s", async (status, type, reason) => {
    const server = await startHttpServer((request, response) => {
      request.resume();
      response.writeHead(status, { "content-type": type, location: "http://127.0.0.1:1/" });
      response.end(`stack trace with ${request.headers["x-secret"]}`);
    });
    const headers = [{ name: "X-Secret", value: SECRET }];
    const id = await connect(acme, guarded.url, { slug: "odd", headers });
    await db().upstream.update({ where: { id }, data: { url: server.url, revision: { increment: 1 } } });
    for (const send of [post, postModern]) {
      const answer = await send(gateway.url, token, { method: "tools/call", params: { name: "odd__list_notes" } });
      expect(answer.status).toBe(200);
      expect(answer.body.error).toMatchObject({ code: -32603, data: { errorType: "UPSTREAM_FAILED", reason } });
      expect(JSON.stringify(answer.body)).not.toMatch(/stack trace|s3cret/);
    }
    await server.stop();
  });
});

describe("a refusal in the server's own words", () => {
  const refusals: [number, string][] = [
    [401, "UNAUTHORIZED"],
    [403, "FORBIDDEN"],
    [429, "RATE_LIMITED"],
    [500, "RPC_ERROR"],
    [503, "RPC_ERROR"],
  ];

  test.each(refusals)(
    "HTTP %s reaches the client with its code, text and wait, but without secrets",
    async (status, reason) => {
      const server = await startHttpServer((request, response) => {
        request.resume();
        response.writeHead(status, { "content-type": "application/json", "retry-after": "17" });
        const message = `Not now, ${request.headers["x-secret"]}.`;
        response.end(
          JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32001, message, data: { plan: "free" } } }),
        );
      });
      const headers = [{ name: "X-Secret", value: SECRET }];
      const id = await connect(acme, guarded.url, { slug: "busy", headers });
      await db().upstream.update({ where: { id }, data: { url: server.url, revision: { increment: 1 } } });
      for (const send of [post, postModern]) {
        const answer = await send(gateway.url, token, { method: "tools/call", params: { name: "busy__list_notes" } });
        // The status of a credential of the server would make a client doubt its key.
        expect([answer.status, answer.headers.get("retry-after")]).toEqual([200, "17"]);
        expect(answer.body.error).toMatchObject({
          code: -32001,
          message: "Not now, •••.",
          data: { errorType: "UPSTREAM_FAILED", server: "busy", reason, retryAfterSeconds: 17, plan: "free" },
        });
      }
      await server.stop();
    },
  );

  test("a wait without an error of MCP reaches the client too", async () => {
    const server = await startHttpServer((request, response) => {
      request.resume();
      response.writeHead(503, { "retry-after": "5" }).end("<h1>Busy</h1>");
    });
    const id = await connect(acme, notebook.url, { slug: "busy" });
    await db().upstream.update({ where: { id }, data: { url: server.url, revision: { increment: 1 } } });
    const { headers, body } = await call("busy__list_notes");
    expect(headers.get("retry-after")).toBe("5");
    expect(body.error).toMatchObject({ code: -32603, data: { reason: "HTTP_ERROR", retryAfterSeconds: 5 } });
    await server.stop();
  });
});

test("sends a server the admin's headers and nothing of the client's key", async () => {
  await connect(acme, guarded.url, { slug: "guarded", headers: [{ name: "X-Secret", value: SECRET }] });
  expect((await call("guarded__list_notes")).body.result).toBeDefined();
  expect(guarded.requests.at(-1)?.headers["x-secret"]).toBe(SECRET);
  expect(JSON.stringify(guarded.requests)).not.toContain(token);
});

test("follows a redirect only within the server's own origin, with its headers", async () => {
  await connect(acme, guarded.url, { slug: "guarded", headers: [{ name: "X-Secret", value: SECRET }] });
  const elsewhere: unknown[] = [];
  const foreign = await startHttpServer((request, response) => {
    elsewhere.push(request.headers);
    response.writeHead(404).end();
  });
  const moved = await startHttpServer(async (request, response) => {
    request.resume();
    if (request.url === "/foreign") return response.writeHead(307, { location: `${foreign.url}/mcp` }).end();
    if (request.url === "/mcp") return response.writeHead(307, { location: "/mcp/" }).end();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id: 5, result: { content: [], at: request.url } }));
  });
  const moveTo = (url: string) => db().upstream.updateMany({ data: { url, revision: { increment: 1 } } });

  await moveTo(`${moved.url}/mcp`);
  expect((await call("guarded__list_notes")).body.result).toMatchObject({ at: "/mcp/" });
  expect((await call("guarded__list_notes")).body.result).toMatchObject({ at: "/mcp/" });
  await moveTo(`${moved.url}/foreign`);
  expect((await call("guarded__list_notes")).body.error?.data).toMatchObject({ reason: "HTTP_ERROR" });
  expect(elsewhere).toEqual([]);
  await moved.stop();
  await foreign.stop();
});

test("passes an error of the server on unchanged", async () => {
  await connect(acme, notebook.url, { slug: "notebook" });
  const params = { name: "notebook__summarise", arguments: {} };
  const { body } = await post(gateway.url, token, { method: "prompts/get", params });
  expect(body.error?.code).toBe(-32602);
  expect(body.error?.data?.errorType).toBeUndefined();
});

describe("resources", () => {
  test("get different URIs when two servers offer the same URI", async () => {
    await connect(acme, notebook.url, { slug: "first" });
    await connect(acme, notebook.url, { slug: "second" });
    const { body } = await list("resources/list");
    const uris = ((body.result?.resources ?? []) as { uri: string }[]).map((one) => one.uri);
    expect(uris).toContain(`latchkey://${acme.slug}/first/note://one`);
    expect(uris).toContain(`latchkey://${acme.slug}/second/note://one`);

    const uri = `latchkey://${acme.slug}/second/note://one`;
    const read = await post(gateway.url, token, { method: "resources/read", params: { uri } });
    expect(read.body.result?.contents).toEqual([{ uri, text: "This is note one." }]);

    const bare = await post(gateway.url, token, { method: "resources/read", params: { uri: "note://one" } });
    expect(bare.body.error).toMatchObject({ code: -32602, data: { errorType: "AMBIGUOUS_RESOURCE" } });
  });

  test("of a template are read at its server, and only for this key", async () => {
    await connect(acme, notebook.url, { slug: "notebook" });
    const params = { uri: "note://by-day/monday" };
    const { body } = await postModern(gateway.url, token, { method: "resources/read", params });
    expect(body.result).toMatchObject({ cacheScope: "private", contents: [{ text: "Nothing on monday." }] });
  });
});
