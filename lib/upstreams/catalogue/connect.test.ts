import { afterEach, describe, expect, test } from "vitest";
import { freePort } from "#lib/db/free-port";
import { connectUpstream } from "#lib/upstreams/catalogue/connect";
import { UpstreamError } from "#lib/upstreams/catalogue/failure";
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
  return connectUpstream({ id: "ups_test", name: "Notes", url, headers }, { timeoutMs });
}

async function failureOf(url: string, timeoutMs?: number): Promise<{ code: string; message: string }> {
  const error = await connect(url, timeoutMs).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpstreamError);
  const { code, message, cause } = error as UpstreamError;
  expect(cause).toBeUndefined();
  expect(message).toMatch(/^“Notes” .+\.$/);
  expect(message).not.toContain("s3cret");
  return { code, message };
}

describe("connecting to a server that speaks MCP", () => {
  test("works in the modern era", async () => {
    const server = await run(startModernServer({ legacy: "reject" }));
    const { client, close } = await connect(server.url);
    expect(client.getProtocolEra()).toBe("modern");
    await close();
  });

  test("works in the revisions of 2025 and ends the server's session", async () => {
    const server = await run(startEverythingServer());
    const { client, close } = await connect(server.url);
    expect(client.getProtocolEra()).toBe("legacy");
    expect(client.getServerVersion()?.name).toContain("everything");
    await close();
  });

  test("sends its headers with every request", async () => {
    const server = await run(startModernServer({ requiredHeader: { name: "Authorization", value: SECRET } }));
    const { client, close } = await connect(server.url);
    await client.listTools();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([SECRET, SECRET]);
    await close();
  });

  test("does not ask for the era again when it is known", async () => {
    const server = await run(startModernServer());
    const target = { id: "ups_test", name: "Notes", url: server.url, headers: [] };
    const first = await connectUpstream(target);
    const discover = first.client.getDiscoverResult();
    if (!discover) throw new Error("The server did not say what it supports.");
    server.requests.length = 0;
    const second = await connectUpstream(target, { prior: { kind: "modern", discover } });
    expect(server.requests).toEqual([]);
    await Promise.all([first.close(), second.close()]);
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
    [429, "HTTP_ERROR"],
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
