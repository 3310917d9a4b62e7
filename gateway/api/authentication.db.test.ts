import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
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

describe("a personal token", () => {
  test("stands for its owner", async () => {
    const { status, headers, body } = await ask(await makeApiToken(ada));
    expect([status, headers.get("x-request-id")]).toEqual([200, expect.stringMatching(/^req_/)]);
    expect(body).toMatchObject({ records: [{ id: acme.id, name: "Acme", slug: acme.slug, role: "owner" }] });
  });

  test("leaves when, from where and by which application it was used", async () => {
    const token = await makeApiToken(ada);
    await asking(gateway.origin, token)("GET", "/workspaces", undefined, { "x-origin-app": "terraform" });
    expect(await db().apiToken.findFirst()).toMatchObject({
      lastUsedAt: NOW,
      lastUsedAddress: "127.0.0.1",
      lastUsedApp: "terraform",
    });
  });

  test("does what its scopes say and no more", async () => {
    const { status, body } = await ask(await makeApiToken(ada, { scopes: ["keys:read"] }));
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { code: "FORBIDDEN", message: expect.stringContaining("workspaces:read") } });
  });
});

describe("is refused with 401", () => {
  const refused = async (token: string | null) => {
    const { status, headers, body } = await ask(token);
    expect([status, headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("latchkey-api")]);
    expect(body).toMatchObject({
      request_id: expect.stringMatching(/^req_/),
      error: { code: "UNAUTHENTICATED", message: expect.any(String) },
    });
  };

  test("nothing at all", () => refused(null));
  test("a token that nobody made", () => refused(generateToken(API_TOKEN_PREFIX)));
  test("something else", () => refused("hello"));
  test("a JWT, for nobody issues one", () => refused("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln"));
  test("a token that has expired", async () => refused(await makeApiToken(ada, { expiresAt: NOW })));
  test("a token that was revoked", async () => refused(await makeApiToken(ada, { revokedAt: NOW })));

  test("a token of somebody whose account is disabled", async () => {
    const token = await makeApiToken(ada);
    await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
    await refused(token);
  });
});

test("an MCP key is refused with 403: what sits in a client must not make keys", async () => {
  const { token } = await makeToken(ada, [acme]);
  const { status, body } = await ask(token);
  expect(status).toBe(403);
  expect(body).toMatchObject({ error: { code: "WRONG_CREDENTIAL_TYPE" } });
});

test("too many requests are refused with 429 and when to come back", async () => {
  const token = await makeApiToken(ada);
  const answers = await Promise.all(Array.from({ length: 300 }, () => ask(token)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body).toMatchObject({ error: { code: "RATE_LIMITED" } });
  for (const name of ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
    expect(refused[0]?.headers.get(name)).toMatch(/^\d+$/);
  }
});

test("a path that is not there and a method that is not taken are told apart", async () => {
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

test("the description of the API is the same however often it is asked for, by anybody", async () => {
  const ask = asking(gateway.origin, null);
  const [first, again] = [await ask("GET", "/openapi.json"), await ask("GET", "/openapi.json")];
  expect(first.body).toMatchObject({
    openapi: "3.1.0",
    paths: { "/keys": {}, "/keys/{id}/rotate": {}, "/workspaces": {} },
  });
  expect(again.body).toEqual(first.body);
});
