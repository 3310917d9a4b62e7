import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
import { ACCESS_TOKEN_PREFIX, CODE_PREFIX, generateToken, hashToken, REFRESH_TOKEN_PREFIX } from "#lib/secrets/token";
import { registerClient, type TestOAuthClient } from "#testing/clients/oauth-client";
import { useDatabase } from "#testing/databases/use-database";
import { type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { NOW } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
let client: TestOAuthClient;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  for (const name of ["oauth-requests", "oauth-failures", "oauth-registrations"]) forget(`rate-limit:${name}`);
  client = await registerClient(gateway.origin);
});

const FORM = "application/x-www-form-urlencoded";

async function send(path: string, body: string, headers: Record<string, string> = { "content-type": FORM }) {
  const response = await fetch(gateway.origin + path, { method: "POST", headers, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : {} };
}

const code = generateToken(CODE_PREFIX);
const verifier = "v".repeat(43);
const exchange = (changes: Record<string, string> = {}) =>
  new URLSearchParams({
    grant_type: "authorization_code",
    client_id: client.clientId,
    code,
    code_verifier: verifier,
    ...changes,
  }).toString();

describe("the token endpoint", () => {
  test.each<[string, () => string, number, string]>([
    ["an empty body", () => "", 401, "invalid_client"],
    ["no client", () => "grant_type=refresh_token", 401, "invalid_client"],
    ["a client nobody knows", () => exchange({ client_id: "lkc_nobody" }), 401, "invalid_client"],
    [
      "a client id of another installation",
      () => exchange({ client_id: `${client.clientId}x` }),
      401,
      "invalid_client",
    ],
    ["a client id of megabytes", () => exchange({ client_id: "x".repeat(15_000) }), 401, "invalid_client"],
    ["a client id with NUL", () => exchange({ client_id: "\0" }), 401, "invalid_client"],
    ["a client id with NUL inside", () => exchange({ client_id: `lkc_a\0b` }), 401, "invalid_client"],
    ["a client id that is no ASCII", () => exchange({ client_id: "lkc_ü\ud800" }), 401, "invalid_client"],
    ["no grant type", () => `client_id=${client.clientId}`, 400, "invalid_request"],
    ["an unknown grant type", () => exchange({ grant_type: "password" }), 400, "unsupported_grant_type"],
    [
      "the name of a property as grant type",
      () => exchange({ grant_type: "constructor" }),
      400,
      "unsupported_grant_type",
    ],
    ["no code", () => exchange({ code: "" }), 400, "invalid_request"],
    ["no verifier", () => exchange({ code_verifier: "" }), 400, "invalid_request"],
    ["a code nobody was given", () => exchange(), 400, "invalid_grant"],
    [
      "a code that is an access token",
      () => exchange({ code: generateToken(ACCESS_TOKEN_PREFIX) }),
      400,
      "invalid_grant",
    ],
    ["a code with NUL", () => exchange({ code: "\0" }), 400, "invalid_grant"],
    ["a parameter twice", () => `${exchange()}&code=${code}`, 400, "invalid_request"],
    ["another resource", () => exchange({ resource: "https://other.example/mcp" }), 400, "invalid_target"],
    [
      "a refresh token nobody was given",
      () => exchange({ grant_type: "refresh_token", refresh_token: generateToken(REFRESH_TOKEN_PREFIX) }),
      400,
      "invalid_grant",
    ],
    [
      "a refresh token that is nonsense",
      () => exchange({ grant_type: "refresh_token", refresh_token: "x" }),
      400,
      "invalid_grant",
    ],
    ["a body that is too large", () => exchange({ x: "x".repeat(20_000) }), 400, "invalid_request"],
  ])("answers %s in the form of OAuth", async (_what, body, status, error) => {
    const answer = await send("/oauth/token", body());
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.body.error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(answer.text).not.toContain(code);
  });

  test.each([
    ["JSON", { "content-type": "application/json" }],
    ["no type", { "content-type": "" }],
    ["a compressed form", { "content-type": FORM, "content-encoding": "gzip" }],
    ["two ways to name the client", { "content-type": FORM, authorization: `Basic ${btoa("other:secret")}` }],
  ])("refuses %s", async (_what, headers: Record<string, string>) => {
    expect((await send("/oauth/token", exchange(), headers)).body.error).toBe("invalid_request");
  });

  test.each(["Basic", "Basic !!!", `Basic ${btoa("no colon")}`, `Basic ${btoa(":secret")}`, "Bearer x"])(
    "refuses the header %s",
    async (authorization) => {
      const answer = await send("/oauth/token", exchange(), { "content-type": FORM, authorization });
      expect([answer.status, answer.body.error]).toEqual([401, "invalid_client"]);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    },
  );

  test.each(["GET", "PUT", "DELETE"])("answers %s with the method that it takes", async (method) => {
    const response = await fetch(`${gateway.origin}/oauth/token?code=${code}`, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  });

  test("lets the pages of every origin ask beforehand", async () => {
    const response = await fetch(`${gateway.origin}/oauth/token`, { method: "OPTIONS" });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  });

  test("slows down an address whose requests fail, and nobody learns more from that", async () => {
    const answers = await Promise.all(Array.from({ length: 70 }, () => send("/oauth/token", exchange())));
    const slowed = answers.filter(({ status }) => status === 429);
    expect(slowed.length).toBeGreaterThan(0);
    expect(slowed[0]?.body.error).toBe("slow_down");
    expect(Number(slowed[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("registration", () => {
  const JSON_TYPE = { "content-type": "application/json" };
  const register = (body: unknown, headers: Record<string, string> = JSON_TYPE) =>
    send("/oauth/register", typeof body === "string" ? body : JSON.stringify(body), headers);

  test("takes what real clients send, says what holds, and stores nothing", async () => {
    const cursor = {
      client_name: "Cursor",
      redirect_uris: [
        "cursor://anysphere.cursor-retrieval/oauth/cb",
        "http://localhost:8787/cb",
        "https://cursor.com/cb",
      ],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
      scope: "openid email mcp:everything",
      application_type: "native",
      contacts: null,
    };
    const answer = await register(cursor);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      client_name: "Cursor",
      redirect_uris: cursor.redirect_uris,
      token_endpoint_auth_method: "none",
    });
    expect(answer.body).not.toHaveProperty("client_secret");
    expect(await db().oAuthClient.count()).toBe(0);
  });

  test.each<[string, unknown, string]>([
    ["no JSON", "{", "invalid_client_metadata"],
    ["a list", [], "invalid_client_metadata"],
    ["null", "null", "invalid_client_metadata"],
    ["nothing", "", "invalid_client_metadata"],
    ["JSON that nests too deep", "[".repeat(50) + "]".repeat(50), "invalid_client_metadata"],
    ["no address", {}, "invalid_redirect_uri"],
    ["a dangerous address", { redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
    ["one dangerous address of several", { redirect_uris: ["https://x.example/", "data:x"] }, "invalid_redirect_uri"],
    ["an address without TLS", { redirect_uris: ["http://x.example/"] }, "invalid_redirect_uri"],
    [
      "addresses that are too long",
      { redirect_uris: Array.from({ length: 10 }, (_, at) => `https://x.example/${at}${"x".repeat(900)}`) },
      "invalid_client_metadata",
    ],
  ])("refuses %s, and says why", async (_what, body, error) => {
    const answer = await register(body);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
    expect(answer.body.error_description).toBeTruthy();
  });

  test("of a form instead of JSON is refused", async () => {
    expect((await register("redirect_uris=x", { "content-type": FORM })).body.error).toBe("invalid_request");
  });
});

describe("the endpoints about tokens", () => {
  test("answer a public client and an unknown token with as little as they can", async () => {
    const body = `client_id=${client.clientId}&token=x`;
    expect((await send("/oauth/revoke", body)).status).toBe(200);
    expect((await send("/oauth/introspect", body)).body.error).toBe("invalid_client");
    expect((await send("/oauth/revoke", `client_id=${client.clientId}`)).body.error).toBe("invalid_request");
  });

  test("tell a client with a secret about its own tokens, and only with the right secret", async () => {
    const secret = "s".repeat(43);
    const row = { source: "manual", name: "Portal", createdAt: NOW, updatedAt: NOW } as const;
    await db().oAuthClient.create({
      data: { ...row, redirectUris: [], id: "cli_1", clientId: "portal", secretHash: hashToken(secret) },
    });
    const ask = (authorization: string) =>
      send("/oauth/introspect", "token=x", { "content-type": FORM, authorization });
    expect((await ask(`Basic ${btoa(`portal:${secret}`)}`)).body).toEqual({ active: false });
    for (const wrong of ["portal:", `portal:${secret}x`, `Portal:${secret}`]) {
      expect((await ask(`Basic ${btoa(wrong)}`)).status).toBe(401);
    }
    expect((await send("/oauth/introspect", "client_id=portal&token=x")).status).toBe(401);
  });
});

test.each(["/oauth/nothing", "/oauth/", "/oauth/token/", "/.well-known/nothing", "/.well-known/openid-configuration"])(
  "nothing is at %s",
  async (path) => {
    expect((await fetch(gateway.origin + path)).status).toBe(404);
  },
);
