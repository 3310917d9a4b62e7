import { request as rawRequest } from "node:http";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { generateToken } from "#lib/secrets/token";
import { post } from "#testing/clients/post";
import { connectRaw } from "#testing/clients/raw-client";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import { makeUser, NOW } from "#testing/people/factories";

useDatabase();
const world = useGateway();

const LIST = { method: "tools/list", id: "seven" };

describe("credentials", () => {
  test("are required", async () => {
    const { status, headers, body } = await post(world.url, null, LIST);
    expect(status).toBe(401);
    const metadata = `${env().PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`;
    const challenge = `Bearer realm="latchkey", resource_metadata="${metadata}", scope="mcp:read"`;
    expect(headers.get("www-authenticate")).toBe(challenge);
    expect(body).toMatchObject({ jsonrpc: "2.0", id: "seven", error: { code: 401, message: "Unauthorized" } });
    expect(body.error?.data).toMatchObject({ errorType: "MISSING_CREDENTIALS" });
  });

  test("that do not work are refused in the same words, whatever the reason, and the challenge has them too", async () => {
    const ended = async (change: { expiresAt?: Date; revokedAt?: Date }) => {
      const { token, keyId } = await world.makeToken();
      await db().key.update({ where: { id: keyId }, data: change });
      return token;
    };
    const disabled = await makeUser("Bob");
    await db().user.update({ where: { id: disabled.id }, data: { disabledAt: NOW } });
    const tokens = {
      unknown: generateToken("mcp_"),
      expired: await ended({ expiresAt: NOW }),
      revoked: await ended({ revokedAt: NOW }),
      disabled: (await makeToken(disabled, [])).token,
    };
    const message = "API key not found, expired or revoked. Create a new one: http://localhost:3000/keys";
    for (const [reason, token] of Object.entries(tokens)) {
      const { status, headers, body } = await post(world.url, token, LIST);
      expect(status, reason).toBe(401);
      expect(headers.get("www-authenticate"), reason).toBe(
        `Bearer realm="latchkey", error="invalid_token", error_description="${message}"`,
      );
      const data = { errorType: "INVALID_API_KEY", message, requestId: headers.get("x-request-id") };
      expect(body, reason).toEqual({
        jsonrpc: "2.0",
        id: "seven",
        error: { code: 401, message: "Unauthorized", data },
      });
    }
  });

  test("that do not work name an address that a header can hold, whatever PUBLIC_URL is", async () => {
    const before = env();
    provideEnv({ ...before, PUBLIC_URL: 'https://schlüssel.example/a"b' });
    const { status, headers, body } = await post(world.url, generateToken("mcp_"), LIST, { host: "localhost" });
    provideEnv(before);
    expect(status).toBe(401);
    const place = "https://xn--schlssel-95a.example/a%22b/keys";
    expect(headers.get("www-authenticate")).toMatch(new RegExp(`Create a new one: ${place}"$`));
    expect(body.error?.data?.message).toContain(place);
  });

  test("name a key with a wrong character as malformed, by its checksum", async () => {
    const { status, headers, body } = await post(world.url, `${world.token.slice(0, -1)}!`, LIST);
    expect(status).toBe(401);
    expect(body.error?.data).toMatchObject({ errorType: "INVALID_API_KEY" });
    const message = /malformed\. .*create a new one: http:\/\/localhost:3000\/keys/;
    expect(body.error?.data?.message).toMatch(message);
    expect(headers.get("www-authenticate")).toMatch(message);
  });

  test("may be sent in X-API-Key, but two different keys are refused", async () => {
    expect((await post(world.url, null, LIST, { "x-api-key": world.token })).status).toBe(200);
    const both = await post(world.url, generateToken("mcp_"), LIST, { "x-api-key": world.token });
    expect(both.status).toBe(400);
    expect(both.body.error?.data).toMatchObject({ errorType: "AMBIGUOUS_CREDENTIALS" });
  });

  test.each(["api_key", "access_token", "anything"])(
    "refuse a key in the query parameter %s, valid or not",
    async (name) => {
      const { status, body } = await post(`${world.url}?${name}=${world.token}`, world.token, LIST);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 400, data: { errorType: "KEY_IN_QUERY" } });
    },
  );

  test("have a challenge that names the way to sign in, but not at the address for keys alone", async () => {
    for (const [path, isNamed] of [
      ["/mcp", true],
      ["/mcp/", true],
      ["/mcp/inspector", false],
      ["/mcp/inspector/", false],
      ["/mcp/inspector?x", false],
    ] as const) {
      const { headers } = await post(world.origin + path, null, LIST);
      expect(headers.get("www-authenticate")?.includes("resource_metadata")).toBe(isNamed);
    }
  });
});

describe("HTTP", () => {
  describe.each(["GET", "HEAD", "DELETE", "PUT"])("%s", (method) => {
    const paths = ["/mcp", "/mcp/", "/mcp/inspector", "/mcp/inspector/"];

    test.each(paths)("is not allowed for an accepted key at %s", async (path) => {
      const { head, body } = await raw(method, path, world.token);
      expect(head).toMatch(/^HTTP\/1.1 405 /);
      expect(head).toMatch(/\r\nallow: POST, OPTIONS\r\n/i);
      if (method === "HEAD") expect(body).toBe("");
      else expect(JSON.parse(body)).toMatchObject({ id: null, error: { code: 405 } });
    });

    test.each(paths)("looks at the credential first at %s", async (path) => {
      for (const [token, challenge] of [
        [null, 'Bearer realm="latchkey"'],
        [generateToken("mcp_"), 'error="invalid_token"'],
        [`${world.token}!`, 'error="invalid_token"'],
      ] as const) {
        const { head, body } = await raw(method, path, token);
        expect(head).toMatch(/^HTTP\/1.1 401 /);
        expect(head).toContain(challenge);
        if (method === "HEAD") expect(body).toBe("");
        else expect(JSON.parse(body)).toMatchObject({ id: null, error: { code: 401 } });
      }
    });
  });

  /** Sends a request without a body, and reads everything that comes until the connection is closed. */
  async function raw(method: string, path: string, token: string | null): Promise<{ head: string; body: string }> {
    const credential = token === null ? "" : `authorization: Bearer ${token}\r\n`;
    const client = await connectRaw(world.origin);
    const { host } = new URL(world.origin);
    client.socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${credential}connection: close\r\n\r\n`);
    const [head = "", ...body] = (await client.hungUp).split("\r\n\r\n");
    return { head: `${head}\r\n`, body: body.join("\r\n\r\n") };
  }

  test("browsers may call only from the dashboard's own origin", async () => {
    const foreign = await world.post(LIST, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect(foreign.body.error?.data).toMatchObject({ errorType: "ORIGIN_NOT_ALLOWED" });
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const own = await world.post(LIST, { origin: "http://localhost:3000" });
    expect(own.status).toBe(200);
    expect(own.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    const preflight = await fetch(world.url, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3000", "access-control-request-headers": "authorization, mcp-param-x" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization, mcp-param-x");
  });

  test("another content type is refused", async () => {
    const { status } = await world.post(LIST, { "content-type": "text/plain" });
    expect(status).toBe(415);
  });

  test("a body above 4 MiB is refused, with and without Content-Length", async () => {
    const padding = "x".repeat(4 * 1024 * 1024);
    const announced = await world.post({ ...LIST, params: { padding } });
    expect(announced.status).toBe(413);
    expect(announced.body.error?.data).toMatchObject({ errorType: "BODY_TOO_LARGE" });
    expect(await chunked(padding)).toBe(413);
  });

  /** Sends a body without Content-Length. */
  function chunked(text: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${world.token}`, "content-type": "application/json" };
      const sent = rawRequest(world.url, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.once("error", reject);
      for (let part = 0; part < 3; part += 1) sent.write(text.slice(0, 2 * 1024 * 1024));
      sent.end();
    });
  }

  test("answers must not be cached", async () => {
    expect((await world.post(LIST)).headers.get("cache-control")).toBe("no-store");
  });
});

describe("JSON-RPC", () => {
  const REQUEST = `"jsonrpc":"2.0","id":1,"method":"tools/list"`;
  const bad: [string, string, number, string, string | number | null][] = [
    ["no JSON", "{", -32700, "the body is not JSON", null],
    ["a batch", `[{${REQUEST}}]`, -32600, "batches are not supported", null],
    ["a text", `"tools/list"`, -32600, "the body must be a JSON object", null],
    ["no version", `{"id":"a","method":"tools/list"}`, -32600, 'jsonrpc must be "2.0"', "a"],
    ["another version", `{"jsonrpc":"1.0","id":0,"method":"tools/list"}`, -32600, 'jsonrpc must be "2.0"', 0],
    ["a method that is a number", `{"jsonrpc":"2.0","id":7,"method":7}`, -32600, "method must be a string", 7],
    ["neither method nor result", `{"jsonrpc":"2.0","id":7}`, -32600, "method is missing", 7],
    ["an id that is null", `{"jsonrpc":"2.0","id":null,"method":"x"}`, -32600, "not null", null],
    [
      "an id that is an object",
      `{"jsonrpc":"2.0","id":{},"method":"x"}`,
      -32600,
      "id must be a string or an int",
      null,
    ],
    [
      "an id that is a fraction",
      `{"jsonrpc":"2.0","id":1.5,"method":"x"}`,
      -32600,
      "id must be a string or an int",
      null,
    ],
    ["params that are a list", `{${REQUEST},"params":[]}`, -32600, "params must be an object", 1],
    ["params that are a text", `{${REQUEST},"params":"x"}`, -32600, "params must be an object", 1],
    ["a large body", `{${REQUEST},"params":["${"x".repeat(100_000)}"]}`, -32600, "params must be an object", 1],
    ["a response without an id", `{"jsonrpc":"2.0","result":{}}`, -32600, "must have the id of its request", null],
    ["a response of another version", `{"jsonrpc":"1.0","id":1,"result":{}}`, -32600, "jsonrpc must be", null],
  ];

  test.each(bad)("%s: says which rule is broken, with the id", async (_name, text, code, rule, id) => {
    const { status, body } = await world.post(text);
    expect(status).toBe(400);
    expect(body).toMatchObject({ id, error: { code, message: expect.stringContaining(rule) } });
  });

  test("an error has the id of its request, also of a large request", async () => {
    const params = { name: "unknown", arguments: { text: "x".repeat(500_000) } };
    const { body } = await world.post({ method: "tools/call", id: "large", params });
    expect(body).toMatchObject({ id: "large", error: { code: -32602 } });
  });

  test("notifications and responses are accepted without an answer", async () => {
    const notification = await world.post(`{"jsonrpc":"2.0","method":"notifications/initialized"}`);
    expect([notification.status, notification.body]).toEqual([202, {}]);
    for (const response of [
      `"id":3,"result":{}`,
      `"id":3,"method":null,"result":{},"error":null`,
      `"id":null,"error":{}`,
    ]) {
      expect((await world.post(`{"jsonrpc":"2.0",${response}}`)).status).toBe(202);
    }
  });

  test("unknown methods get 404 in the 2026 revision, and an error in the body before", async () => {
    const legacy = await world.post({ method: "tasks/list" });
    expect([legacy.status, legacy.body.error?.code]).toEqual([200, -32601]);
    const modern = await world.postModern({ method: "ping" });
    expect([modern.status, modern.body.error?.code]).toEqual([404, -32601]);
  });
});

describe("the 2026 revision", () => {
  test("headers must agree with the body", async () => {
    const call = { method: "tools/call", params: { name: "list_workspaces" } };
    const wrong: Record<string, string>[] = [
      { "mcp-method": "tools/list" },
      { "mcp-name": "other" },
      { "mcp-name": "=?base64?%%?=" },
    ];
    for (const headers of wrong) {
      const { status, body } = await world.postModern(call, headers);
      expect([status, body.error?.code, body.id]).toEqual([400, -32020, 1]);
    }
    const encoded = Buffer.from("list_workspaces").toString("base64");
    expect((await world.postModern(call, { "mcp-name": `=?base64?${encoded}?=` })).status).toBe(200);
  });

  test("standard headers are required", async () => {
    const _meta = { [META.protocolVersion]: MODERN_VERSION, [META.clientCapabilities]: {} };
    const bare = await world.post({ method: "tools/list", params: { _meta } });
    expect([bare.status, bare.body.error?.code]).toEqual([400, -32020]);
    const version = { "mcp-protocol-version": MODERN_VERSION };
    const noMethod = await world.post({ method: "tools/list", params: { _meta } }, version);
    expect([noMethod.status, noMethod.body.error?.code]).toEqual([400, -32020]);
    const noEnvelope = await world.post({ method: "tools/list" }, version);
    expect(noEnvelope.body.error?.message).toContain("params._meta lacks");
    expect([noEnvelope.status, noEnvelope.body.error?.code]).toEqual([400, -32602]);
  });

  test("an unknown version is answered with the supported versions", async () => {
    const params = { _meta: { [META.protocolVersion]: "2031-01-01" } };
    const message = { method: "tools/list", params };
    const { status, body } = await world.postModern(message, { "mcp-protocol-version": "2031-01-01" });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: -32022, data: { supported: [MODERN_VERSION], requested: "2031-01-01" } });
    const old = await world.post({ method: "tools/list" }, { "mcp-protocol-version": "1999-01-01" });
    expect([old.status, old.body.error?.message]).toEqual([400, expect.stringContaining("Supported are 2026-07-28")]);
  });

  test("lists say that only this client may cache them", async () => {
    for (const method of [
      "server/discover",
      "tools/list",
      "resources/list",
      "resources/templates/list",
      "prompts/list",
    ]) {
      const { body } = await world.postModern({ method });
      expect(body.result).toMatchObject({ resultType: "complete", ttlMs: 0, cacheScope: "private" });
    }
  });
});

test("initialize accepts a known revision, offers the newest for others, and gives no session id", async () => {
  for (const [asked, given] of [
    ["2025-06-18", "2025-06-18"],
    ["2026-07-28", "2025-11-25"],
    ["x", "2025-11-25"],
  ]) {
    const { body, headers } = await world.post({
      method: "initialize",
      params: { protocolVersion: asked },
    });
    expect(body.result).toMatchObject({ protocolVersion: given, serverInfo: { name: "latchkey" } });
    expect(headers.has("mcp-session-id")).toBe(false);
  }
});
