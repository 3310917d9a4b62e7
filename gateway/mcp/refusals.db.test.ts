import { request as rawRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { generateToken } from "#lib/secrets/token";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
let token: string;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  const ada = await makeUser("Ada");
  ({ token } = await makeToken(ada, [await makeWorkspace("Acme", [[ada, "owner"]])]));
});

const LIST = { method: "tools/list", id: "seven" };

describe("credentials", () => {
  test("none at all", async () => {
    const { status, headers, body } = await post(gateway.url, null, LIST);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe('Bearer realm="latchkey"');
    expect(body).toMatchObject({ jsonrpc: "2.0", id: "seven", error: { code: 401, message: "Unauthorized" } });
    expect(body.error?.data).toMatchObject({ errorType: "MISSING_CREDENTIALS" });
  });

  test("an unknown key", async () => {
    const { status, headers, body } = await post(gateway.url, generateToken("mcp_"), LIST);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toMatch(/error="invalid_token"/);
    expect(body).toEqual({
      jsonrpc: "2.0",
      id: "seven",
      error: {
        code: 401,
        message: "Unauthorized",
        data: {
          errorType: "INVALID_API_KEY",
          message: "API key not found or has been revoked",
          requestId: headers.get("x-request-id"),
        },
      },
    });
  });

  test("a key with a wrong character is told apart by its checksum", async () => {
    const { status, body } = await post(gateway.url, `${token.slice(0, -1)}!`, LIST);
    expect(status).toBe(401);
    expect(body.error?.data).toMatchObject({ errorType: "INVALID_API_KEY" });
    expect(body.error?.data?.message).toMatch(/malformed/);
  });

  test("X-API-Key does as well, and two different keys are one too many", async () => {
    expect((await post(gateway.url, null, LIST, { "x-api-key": token })).status).toBe(200);
    const both = await post(gateway.url, generateToken("mcp_"), LIST, { "x-api-key": token });
    expect(both.status).toBe(400);
    expect(both.body.error?.data).toMatchObject({ errorType: "AMBIGUOUS_CREDENTIALS" });
  });

  test.each(["api_key", "access_token", "anything"])(
    "a key in the query parameter %s is refused, valid or not",
    async (name) => {
      const { status, body } = await post(`${gateway.url}?${name}=${token}`, token, LIST);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 400, data: { errorType: "KEY_IN_QUERY" } });
    },
  );

  test("no challenge speaks of a way to sign in while there is none", async () => {
    for (const path of ["/mcp", "/mcp/inspector"]) {
      const { headers } = await post(gateway.origin + path, null, LIST);
      expect(headers.get("www-authenticate")).not.toMatch(/resource_metadata/);
    }
  });
});

describe("HTTP", () => {
  test.each(["GET", "DELETE", "PUT"])("%s is not allowed", async (method) => {
    const response = await fetch(gateway.url, { method, headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST, OPTIONS");
    expect(await response.json()).toMatchObject({ id: null, error: { code: 405 } });
  });

  test("browsers may call from the dashboard's own origin alone", async () => {
    const foreign = await post(gateway.url, token, LIST, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect(foreign.body.error?.data).toMatchObject({ errorType: "ORIGIN_NOT_ALLOWED" });
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const own = await post(gateway.url, token, LIST, { origin: "http://localhost:3000" });
    expect(own.status).toBe(200);
    expect(own.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    const preflight = await fetch(gateway.url, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3000", "access-control-request-headers": "authorization, mcp-param-x" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization, mcp-param-x");
  });

  test("another content type is refused", async () => {
    const { status } = await post(gateway.url, token, LIST, { "content-type": "text/plain" });
    expect(status).toBe(415);
  });

  test("a body above 4 MiB is refused, announced or not", async () => {
    const padding = "x".repeat(4 * 1024 * 1024);
    const announced = await post(gateway.url, token, { ...LIST, params: { padding } });
    expect(announced.status).toBe(413);
    expect(announced.body.error?.data).toMatchObject({ errorType: "BODY_TOO_LARGE" });
    expect(await chunked(padding)).toBe(413);
  });

  /** Without Content-Length. */
  function chunked(text: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const sent = rawRequest(gateway.url, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.once("error", reject);
      for (let part = 0; part < 3; part += 1) sent.write(text.slice(0, 2 * 1024 * 1024));
      sent.end();
    });
  }

  test("answers are never to be kept by a cache", async () => {
    expect((await post(gateway.url, token, LIST)).headers.get("cache-control")).toBe("no-store");
  });
});

describe("JSON-RPC", () => {
  const bad: [string, string, number][] = [
    ["not JSON", "{", -32700],
    ["a batch", `[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]`, -32600],
    ["no version", `{"id":1,"method":"tools/list"}`, -32600],
    ["an id that is neither text nor number", `{"jsonrpc":"2.0","id":null,"method":"tools/list"}`, -32600],
    ["params that are a list", `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}`, -32600],
  ];

  test.each(bad)("%s", async (_name, text, code) => {
    const { status, body } = await post(gateway.url, token, text);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code });
  });

  test("a failure carries the id of its request, however large that is", async () => {
    const params = { name: "unknown", arguments: { text: "x".repeat(500_000) } };
    const { body } = await post(gateway.url, token, { method: "tools/call", id: "large", params });
    expect(body).toMatchObject({ id: "large", error: { code: -32602 } });
  });

  test("notifications and responses are taken without an answer", async () => {
    const notification = await post(gateway.url, token, `{"jsonrpc":"2.0","method":"notifications/initialized"}`);
    expect([notification.status, notification.body]).toEqual([202, {}]);
    expect((await post(gateway.url, token, `{"jsonrpc":"2.0","id":3,"result":{}}`)).status).toBe(202);
  });

  test("unknown methods: 404 in the 2026 revision, an error in the body before", async () => {
    const legacy = await post(gateway.url, token, { method: "tasks/list" });
    expect([legacy.status, legacy.body.error?.code]).toEqual([200, -32601]);
    const modern = await postModern(gateway.url, token, { method: "ping" });
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
      const { status, body } = await postModern(gateway.url, token, call, headers);
      expect([status, body.error?.code, body.id]).toEqual([400, -32020, 1]);
    }
    const encoded = Buffer.from("list_workspaces").toString("base64");
    expect((await postModern(gateway.url, token, call, { "mcp-name": `=?base64?${encoded}?=` })).status).toBe(200);
  });

  test("standard headers are required", async () => {
    const _meta = { [META.protocolVersion]: MODERN_VERSION, [META.clientCapabilities]: {} };
    const bare = await post(gateway.url, token, { method: "tools/list", params: { _meta } });
    expect([bare.status, bare.body.error?.code]).toEqual([400, -32020]);
    const version = { "mcp-protocol-version": MODERN_VERSION };
    const noMethod = await post(gateway.url, token, { method: "tools/list", params: { _meta } }, version);
    expect([noMethod.status, noMethod.body.error?.code]).toEqual([400, -32020]);
    const noEnvelope = await post(gateway.url, token, { method: "tools/list" }, version);
    expect([noEnvelope.status, noEnvelope.body.error?.code]).toEqual([400, -32602]);
  });

  test("an unknown version is answered with those that are spoken", async () => {
    const params = { _meta: { [META.protocolVersion]: "2031-01-01" } };
    const message = { method: "tools/list", params };
    const { status, body } = await postModern(gateway.url, token, message, { "mcp-protocol-version": "2031-01-01" });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: -32022, data: { supported: [MODERN_VERSION], requested: "2031-01-01" } });
    const old = await post(gateway.url, token, { method: "tools/list" }, { "mcp-protocol-version": "1999-01-01" });
    expect(old.status).toBe(400);
  });

  test("lists say that nobody else may keep them", async () => {
    for (const method of [
      "server/discover",
      "tools/list",
      "resources/list",
      "resources/templates/list",
      "prompts/list",
    ]) {
      const { body } = await postModern(gateway.url, token, { method });
      expect(body.result).toMatchObject({ resultType: "complete", ttlMs: 0, cacheScope: "private" });
    }
  });
});

test("initialize agrees on a known revision, offers the newest else, and gives no session id", async () => {
  for (const [asked, given] of [
    ["2025-06-18", "2025-06-18"],
    ["2026-07-28", "2025-11-25"],
    ["x", "2025-11-25"],
  ]) {
    const { body, headers } = await post(gateway.url, token, {
      method: "initialize",
      params: { protocolVersion: asked },
    });
    expect(body.result).toMatchObject({ protocolVersion: given, serverInfo: { name: "latchkey" } });
    expect(headers.has("mcp-session-id")).toBe(false);
  }
});
