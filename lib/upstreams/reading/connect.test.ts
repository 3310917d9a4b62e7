import { afterEach, describe, expect, test } from "vitest";
import { HOUR_MS } from "#lib/clock";
import { freePort } from "#lib/db/embedded/free-port";
import { UpstreamError } from "#lib/upstreams/catalogue/failure";
import { connectUpstream } from "#lib/upstreams/reading/connect";
import { provideTestEnv } from "#testing/databases/use-database";
import {
  startAnsweringServer,
  startHangingUpServer,
  startSelfSignedServer,
  startSilentServer,
} from "#testing/servers/broken-servers";
import {
  type RunningServer,
  startEverythingServer,
  startHttpServer,
  startModernServer,
} from "#testing/servers/mcp-servers";
import { startScriptedServer } from "#testing/servers/scripted-server";

provideTestEnv();

const SECRET = "Bearer s3cret-value-of-the-header";
const running: RunningServer[] = [];

async function run<Server extends RunningServer>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  running.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

function connect(url: string, timeoutMs?: number) {
  const headers = [{ name: "Authorization", value: SECRET }];
  const times = timeoutMs === undefined ? undefined : { probeMs: timeoutMs, introductionMs: timeoutMs };
  return connectUpstream({ id: "ups_test", name: "Notes", url, headers }, times);
}

async function failureOf(url: string, timeoutMs?: number): Promise<UpstreamError> {
  const error = await connect(url, timeoutMs).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpstreamError);
  const failure = error as UpstreamError;
  expect(failure.cause).toBeUndefined();
  expect(failure.message).toMatch(/^“Notes” .+\.$/);
  expect(`${failure.message} ${failure.said}`).not.toContain("s3cret");
  return failure;
}

describe("connecting to a server that speaks MCP", () => {
  test("works in the modern era", async () => {
    const server = await run(startModernServer({ legacy: "reject" }));
    const { introduction, close } = await connect(server.url);
    expect(introduction.era).toBe("modern");
    await close();
  });

  test("works in the revisions of 2025 and ends the server's session", async () => {
    const server = await run(startEverythingServer());
    const { introduction, close } = await connect(server.url);
    expect(introduction).toMatchObject({ era: "legacy", serverName: expect.stringMatching(/everything/i) });
    await close();
  });

  test("sends its headers and its name with every request", async () => {
    const server = await run(startModernServer({ requiredHeader: { name: "Authorization", value: SECRET } }));
    const { request, close } = await connect(server.url);
    await request("tools/list", {}, { maxBytes: 100_000, signal: AbortSignal.timeout(10_000) });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([SECRET, SECRET]);
    for (const { headers } of server.requests) expect(headers["user-agent"]).toMatch(/^latchkey\/\d/);
    await close();
  });
});

describe("the question for the newest revision", () => {
  const unknown = { error: { code: -32601, message: "Method not found" } };
  const modern = { result: { supportedVersions: ["2026-07-28"], capabilities: { tools: {} }, instructions: "Hello." } };
  const target = (url: string) => ({ id: "ups_test", name: "Notes", url, headers: [] });

  test("takes no time from a server that never answers it", async () => {
    const server = await run(startScriptedServer({ "server/discover": { silent: true } }));
    const { introduction } = await connectUpstream(target(server.url), { probeMs: 50, introductionMs: HOUR_MS });
    expect(introduction).toMatchObject({ era: "legacy", protocolVersion: "2025-06-18", serverName: "scripted" });
  });

  test("is asked again of a server that woke up too slowly and does not know initialize", async () => {
    let asked = 0;
    const probe = () => (asked++ === 0 ? { silent: true as const } : modern);
    const server = await run(startScriptedServer({ "server/discover": probe, initialize: unknown }));
    const { introduction } = await connectUpstream(target(server.url), { probeMs: 50, introductionMs: 10_000 });
    expect(introduction).toMatchObject({ era: "modern", serverName: "", instructions: "Hello." });
  });

  test("is not asked again when it was answered: initialize decides", async () => {
    const server = await run(startScriptedServer({ "server/discover": unknown, initialize: unknown }));
    await expect(connectUpstream(target(server.url))).rejects.toMatchObject({ code: "RPC_ERROR" });
    expect(server.seen.map(({ method }) => method)).toEqual(["server/discover", "initialize"]);
  });

  test("takes the name of the server from its metadata, or from where it stood before", async () => {
    const info = { name: "n", title: "Notebook", version: "2" };
    const meta = { "io.modelcontextprotocol/serverInfo": info };
    for (const more of [{ _meta: meta }, { _meta: null, serverInfo: info }]) {
      const server = await run(startScriptedServer({ "server/discover": { result: { ...modern.result, ...more } } }));
      const { introduction } = await connectUpstream(target(server.url));
      expect(introduction).toMatchObject({ era: "modern", serverName: "Notebook", serverVersion: "2" });
    }
  });
});

describe("a failure has the right code for", () => {
  test("a name that does not resolve", async () => {
    const { code, message } = await failureOf("http://notes.invalid/mcp");
    expect(code).toBe("UNRESOLVED");
    expect(message).toContain("notes.invalid");
  });

  test("a port on which nothing listens", async () => {
    const port = await freePort();
    const { code, message } = await failureOf(`http://127.0.0.1:${port}/mcp`);
    expect(code).toBe("REFUSED");
    expect(message).toContain(`127.0.0.1:${port}`);
  });

  test("a port on which nothing listens, at a name with several addresses", async () => {
    expect((await failureOf(`http://localhost:${await freePort()}/mcp`)).code).toBe("REFUSED");
  });

  test("a self-signed certificate", async () => {
    const { code, message } = await failureOf((await run(startSelfSignedServer())).url);
    expect(code).toBe("TLS");
    expect(message).toContain("self-signed");
  });

  test("https:// to a server without TLS", async () => {
    const server = await run(startAnsweringServer(200));
    expect((await failureOf(server.url.replace("http:", "https:"))).code).toBe("TLS");
  });

  test("a server that never answers", async () => {
    expect((await failureOf((await run(startSilentServer())).url, 200)).code).toBe("TIMED_OUT");
  });

  test("a server that begins a stream and sends nothing", async () => {
    const server = await run(
      startHttpServer((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      }),
    );
    expect((await failureOf(server.url, 200)).code).toBe("TIMED_OUT");
  });

  test("a server that closes the connection", async () => {
    expect((await failureOf((await run(startHangingUpServer())).url)).code).toBe("DISCONNECTED");
  });

  test.each([
    [401, "UNAUTHORIZED"],
    [403, "FORBIDDEN"],
    [404, "NOT_MCP"],
    [405, "NOT_MCP"],
    [429, "RATE_LIMITED"],
    [500, "HTTP_ERROR"],
    [503, "HTTP_ERROR"],
  ])("HTTP %i: %s", async (status, expected) => {
    // The answer repeats the secret header, as some debugging proxies do.
    const server = await run(startAnsweringServer(status, `You sent ${SECRET}`));
    const { code, message } = await failureOf(server.url);
    expect(code).toBe(expected);
    expect(message).toContain(`HTTP ${status}`);
  });

  test("a token without the scope that the server requires", async () => {
    const challenge = { "www-authenticate": 'Bearer error="insufficient_scope", scope="notes"' };
    expect((await failureOf((await run(startAnsweringServer(403, "", challenge))).url)).code).toBe("FORBIDDEN");
  });

  test.each([
    ["a web page", "<!doctype html><title>Notes</title>", "text/html"],
    ["JSON that is no JSON-RPC", '{"hello":"world"}', "application/json"],
    ["what is not even JSON", "{garbage", "application/json"],
    ["nothing", "", "application/json"],
  ])("%s", async (_what, body, contentType) => {
    const server = await run(startAnsweringServer(200, body, { "content-type": contentType }));
    expect((await failureOf(server.url, 1_000)).code).toBe("NOT_MCP");
  });

  test("an answer that is too large", async () => {
    const body = JSON.stringify({ padding: "x".repeat(9 * 1024 * 1024) });
    const server = await run(startAnsweringServer(200, body, { "content-type": "application/json" }));
    const { code, message } = await failureOf(server.url);
    expect(code).toBe("NOT_MCP");
    expect(message).toContain("too large");
  });
});

test("sends no header to another origin to which a server redirects", async () => {
  const elsewhere = await run(startModernServer());
  const server = await run(startAnsweringServer(307, "", { location: elsewhere.url }));
  const { code, message } = await failureOf(server.url);
  expect(code).toBe("HTTP_ERROR");
  expect(message).toContain("redirects");
  expect(elsewhere.requests).toEqual([]);
});
