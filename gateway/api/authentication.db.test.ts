import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { Limiter } from "#lib/rate-limit/limiter";
import { API_TOKEN_PREFIX, generateToken } from "#lib/secrets/token";
import { asking, makeApiToken } from "#testing/clients/api-client";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
let ada: TestUser;
let acme: TestWorkspace;

beforeAll(async () => {
  gateway = await startGateway({ now: () => NOW });
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  for (const name of ["api-requests", "failed-api-authentication"]) forget(`rate-limit:${name}`);
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});

const ask = (token: string | null) => asking(gateway.origin, token)("GET", "/workspaces");

describe("a personal API token", () => {
  test("acts for its owner", async () => {
    const { status, headers, body } = await ask(await makeApiToken(ada));
    expect([status, headers.get("x-request-id")]).toEqual([200, expect.stringMatching(/^req_/)]);
    expect(body).toMatchObject({ records: [{ id: acme.id, name: "Acme", slug: acme.slug, role: "owner" }] });
  });

  test("records when, from where and by which application it was used", async () => {
    const token = await makeApiToken(ada);
    await asking(gateway.origin, token)("GET", "/workspaces", undefined, { "x-origin-app": "terraform" });
    expect(await db().apiToken.findFirst()).toMatchObject({
      lastUsedAt: NOW,
      lastUsedAddress: "127.0.0.1",
      lastUsedApp: "terraform",
    });
  });

  test("may do only what its scopes allow", async () => {
    const { status, body } = await ask(await makeApiToken(ada, { scopes: ["keys:read"] }));
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { code: "FORBIDDEN", message: expect.stringContaining("workspaces:read") } });
  });
});

describe("a request gets 401", () => {
  const refused = async (token: string | null) => {
    const { status, headers, body } = await ask(token);
    expect([status, headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("latchkey-api")]);
    expect(body).toMatchObject({
      request_id: expect.stringMatching(/^req_/),
      error: { code: "UNAUTHENTICATED", message: expect.any(String) },
    });
  };

  test("without a token", () => refused(null));
  test("with the same words for every token that does not work, in the challenge too", async () => {
    const message = `API token not found, expired or revoked. Create a new one: ${env().PUBLIC_URL}/account`;
    const ended = [await makeApiToken(ada, { expiresAt: NOW }), await makeApiToken(ada, { revokedAt: NOW })];
    for (const token of [generateToken(API_TOKEN_PREFIX), ...ended]) {
      const { headers, body } = await ask(token);
      expect(body).toMatchObject({ error: { message } });
      expect(headers.get("www-authenticate")).toContain(`error="invalid_token", error_description="${message}"`);
    }
  });
  test("with a token that was never issued", () => refused(generateToken(API_TOKEN_PREFIX)));
  test("with something that is not a token", () => refused("hello"));
  test("with a JWT, because Latchkey issues none", () => refused("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln"));
  test("with an expired token", async () => refused(await makeApiToken(ada, { expiresAt: NOW })));
  test("with a revoked token", async () => refused(await makeApiToken(ada, { revokedAt: NOW })));

  test("with a token of a person whose account is disabled", async () => {
    const token = await makeApiToken(ada);
    await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
    await refused(token);
  });
});

test("answers an MCP key with 403, because a client must not create keys", async () => {
  const { token } = await makeToken(ada, [acme]);
  const { status, body } = await ask(token);
  expect(status).toBe(403);
  expect(body).toMatchObject({ error: { code: "WRONG_CREDENTIAL_TYPE" } });
});

test("answers too many requests with 429 and the time to wait", async () => {
  const token = await makeApiToken(ada);
  const answers = await Promise.all(Array.from({ length: 300 }, () => ask(token)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body).toMatchObject({ error: { code: "RATE_LIMITED" } });
  for (const name of ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
    expect(refused[0]?.headers.get(name)).toMatch(/^\d+$/);
  }
});

describe("a rate limit", () => {
  const ONE_AN_HOUR = { times: 1, perSeconds: 3_600, burst: 1 };
  /** Replaces the rate of a limiter, so that the test does not depend on time. */
  async function allowOne(name: string): Promise<void> {
    forget(`rate-limit:${name}`);
    await new Limiter(name, () => ONE_AN_HOUR).take("nobody");
  }
  const askFrom = (address: string) =>
    asking(gateway.origin, "nonsense")("GET", "/workspaces", undefined, { "x-forwarded-for": address });

  test("counts failed attempts of a network, but not its valid tokens", async () => {
    const token = await makeApiToken(ada);
    await allowOne("failed-api-authentication");
    expect((await ask("nonsense")).status).toBe(401);
    const { status, headers, body } = await ask(null);
    expect([status, body]).toMatchObject([429, { error: { code: "RATE_LIMITED" } }]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask(token)).status).toBe(200);
  });

  test("counts all addresses of an IPv6 network together", async () => {
    const settings = env();
    onTestFinished(() => void provideEnv(settings));
    provideEnv({ ...settings, TRUST_PROXY: true });
    await allowOne("failed-api-authentication");
    const statuses = [];
    for (const address of ["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"]) {
      statuses.push((await askFrom(address)).status);
    }
    expect(statuses).toEqual([401, 429, 401]);
  });

  test("counts all tokens of one person together, and each person on their own", async () => {
    const tokens = [await makeApiToken(ada), await makeApiToken(ada), await makeApiToken(await makeUser("Grace"))];
    await allowOne("api-requests");
    const statuses = [];
    for (const token of tokens) statuses.push((await ask(token)).status);
    expect(statuses).toEqual([200, 429, 200]);
  });
});

test("answers an unknown path with 404 and a wrong method with 405", async () => {
  const api = asking(gateway.origin, await makeApiToken(ada));
  expect(await api("GET", "/nothing")).toMatchObject({ status: 404, body: { error: { code: "NOT_FOUND" } } });
  expect(await api("GET", "/nothing/workspaces")).toMatchObject({
    status: 404,
    body: { error: { code: "NOT_FOUND" } },
  });
  const wrong = await api("DELETE", "/workspaces");
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET"]);
  expect(wrong.body).toMatchObject({ error: { code: "METHOD_NOT_ALLOWED" } });
});

test("returns the same document at every request, also without a token", async () => {
  const ask = asking(gateway.origin, null);
  const [first, again] = [await ask("GET", "/openapi.json"), await ask("GET", "/openapi.json")];
  expect(first.body).toMatchObject({
    openapi: "3.1.0",
    paths: { "/keys": {}, "/keys/{id}/rotate": {}, "/workspaces": {} },
  });
  expect(again.body).toEqual(first.body);
});
