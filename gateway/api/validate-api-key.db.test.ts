import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { lookupPool, pool } from "#lib/db/pool";
import { env, provideEnv } from "#lib/env";
import { log } from "#lib/log";
import { changePolicy } from "#lib/policy/operations";
import { policyOf } from "#lib/policy/queries";
import { type ChangePolicyInput, changePolicySchema } from "#lib/policy/schema";
import { forget, provide } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { asking, makeApiToken } from "#testing/clients/api-client";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import {
  callerOf,
  makeKey,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
let ada: TestUser;
let acme: TestWorkspace;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
const settings = env();
afterEach(() => {
  provideEnv(settings);
  vi.restoreAllMocks();
});
beforeEach(async () => {
  for (const name of ["rate-limit:key-validations", "legacy-keys"]) forget(name);
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});

const send = (body: unknown) => asking(gateway.origin, null)("POST", "/auth/validate-api-key", body);
const validate = (token: string) => send({ api_key: token });

async function sendText(body: string, type: string): Promise<{ status: number; body: unknown }> {
  const init = { method: "POST", headers: { "content-type": type }, body };
  const response = await fetch(`${gateway.origin}/api/v1/auth/validate-api-key`, init);
  return { status: response.status, body: await response.json() };
}

async function setPolicy(changes: Partial<ChangePolicyInput>): Promise<void> {
  const { version, settings } = await policyOf(callerOf(ada), acme.slug);
  const input = { ...settings, ...changes, workspace: acme.slug, seen: version };
  await changePolicy(callerOf(ada), changePolicySchema.parse(input));
}

describe("200: a key that works", () => {
  test("is described by what it may do, and nothing else", async () => {
    const expiresAt = addDays(NOW, 7);
    const { keyId, token } = await makeToken(ada, [acme], { scopes: ["mcp:tools:list", "mcp:tools:call"], expiresAt });
    const { status, headers, body } = await validate(token);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(body).toEqual({
      valid: true,
      key_id: keyId,
      user_id: ada.id,
      workspaces: [{ id: acme.id, name: "Acme", slug: acme.slug }],
      scopes: ["mcp:tools:list", "mcp:tools:call"],
      expires_at: expiresAt.toISOString(),
    });
  });

  test("has no user when it is a service key, and no end when it never expires", async () => {
    const token = generateToken("mcp_");
    const keyId = await makeServiceKey(acme, { token });
    expect((await validate(token)).body).toMatchObject({ key_id: keyId, user_id: null, expires_at: null });
  });

  test("may be a legacy token", async () => {
    const token = "an-old-token-of-another-form";
    await makeKey(ada, [acme], { token, isLegacy: true });
    expect((await validate(token)).body).toMatchObject({ valid: true, user_id: ada.id });
  });

  test("has the workspaces of which its owner is a member now, and may have none", async () => {
    const labs = await makeWorkspace("Labs", [[ada, "member"]]);
    const { token } = await makeToken(ada, [acme, labs]);
    await db().membership.deleteMany({ where: { workspaceId: acme.id } });
    expect((await validate(token)).body).toMatchObject({ workspaces: [{ id: labs.id }] });
    await db().membership.deleteMany({ where: { workspaceId: labs.id } });
    expect((await validate(token)).body).toMatchObject({ valid: true, workspaces: [] });
  });

  test("leaves out workspaces whose policy blocks the key, but ignores network rules", async () => {
    const { token } = await makeToken(ada, [acme]);
    await setPolicy({ networks: ["192.0.2.0/24"] });
    expect((await validate(token)).body).toMatchObject({ workspaces: [{ id: acme.id }] });
    await setPolicy({ expiryRequired: true });
    expect((await validate(token)).body).toMatchObject({ valid: true, workspaces: [] });
  });
});

/** The keys that the gateway refuses, by the reason. */
const INVALID: Record<string, () => Promise<string>> = {
  unknown: async () => generateToken("mcp_"),
  "of a wrong checksum": async () => `${(await makeToken(ada, [acme])).token.slice(0, -1)}-`,
  "no token at all": async () => "x",
  empty: async () => "",
  "longer than any token": async () => "x".repeat(3_000),
  expired: async () => (await makeToken(ada, [acme], { expiresAt: NOW })).token,
  revoked: async () => (await makeToken(ada, [acme], { revokedAt: NOW })).token,
  "of somebody whose account is disabled": async () => {
    const { token } = await makeToken(ada, [acme]);
    await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
    return token;
  },
  "a token for the API": () => makeApiToken(ada),
  "with white space around": async () => ` ${(await makeToken(ada, [acme])).token}\n`,
};

describe("200: a key that does not work gets valid false and nothing else", () => {
  test.each(Object.keys(INVALID))("%s", async (which) => {
    const token = (await INVALID[which]?.()) ?? "";
    const { status, headers, body } = await validate(token);
    expect([status, body, headers.get("cache-control")]).toEqual([200, { valid: false }, "no-store"]);
  });

  test("has the same headers as the answer to a valid key, except for the length", async () => {
    const names = async (token: string) => [...(await validate(token)).headers.keys()];
    expect(await names("x")).toEqual(await names((await makeToken(ada, [acme])).token));
  });

  test("reads the database once for every kind of key", async () => {
    await validate("and-so-it-is-known-whether-there-are-tokens-of-other-forms");
    const kinds = { ...INVALID, valid: async () => (await makeToken(ada, [acme])).token };
    for (const [which, make] of Object.entries(kinds)) {
      const token = await make();
      const reads = [vi.spyOn(lookupPool(), "query"), vi.spyOn(pool(), "query")];
      await validate(token);
      expect([which, ...reads.map((spy) => spy.mock.calls.length)]).toEqual([which, 1, 0]);
      vi.restoreAllMocks();
    }
  });
});

test("a validation is not a use of the key, and writes nothing to the log", async () => {
  const lines: string[] = [];
  provide("log", pino({ level: "trace" }, { write: (line: string) => lines.push(line) }));
  const { keyId, token } = await makeToken(ada, [acme]);
  for (const given of [token, token.slice(1), generateToken("mcp_")]) await validate(given);
  await send({ api_key: token, more: 1 });
  await send([token]);
  expect(lines).toEqual([]);
  log().info("heard");
  expect(lines).toHaveLength(1);
  forget("log");
  expect(await db().key.findUnique({ where: { id: keyId } })).toMatchObject({ lastUsedAt: null });
  expect(await db().refusedAttempt.count()).toBe(0);
});

describe("400", () => {
  test.each([
    ["refuses a body without a key", {}, "api_key"],
    ["refuses a key that is not text", { api_key: 1 }, "api_key"],
    ["refuses a body of another form", [], ""],
  ])("%s", async (_which, body, path) => {
    const answer = await send(body);
    expect([answer.status, answer.body.error]).toEqual([
      400,
      expect.objectContaining({ code: "INVALID_INPUT", details: [expect.objectContaining({ path })] }),
    ]);
  });

  test("refuses a body that is not JSON", async () => {
    const { status, body } = await sendText("{", "application/json");
    expect([status, body]).toMatchObject([400, { error: { code: "INVALID_INPUT" } }]);
  });
});

test("415: refuses a Content-Type that is not JSON", async () => {
  const { status, body } = await sendText('{"api_key":"x"}', "text/plain");
  expect([status, body]).toMatchObject([415, { error: { code: "UNSUPPORTED_MEDIA_TYPE" } }]);
});

test("405: refuses another method", async () => {
  const response = await fetch(`${gateway.origin}/api/v1/auth/validate-api-key`);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("413: refuses a body that is larger than any token", async () => {
  const { status, body } = await validate("x".repeat(5_000));
  expect([status, body.error]).toEqual([413, expect.objectContaining({ code: "BODY_TOO_LARGE" })]);
});

test("429: limits the validations of one address, but neither its keys nor its API requests", async () => {
  provideEnv({ ...env(), RATE_LIMIT_VALIDATION_PER_MINUTE: 2, RATE_LIMIT_VALIDATION_BURST: 3 });
  const { token } = await makeToken(ada, [acme]);
  for (const given of [token, "x", generateToken("mcp_")]) expect((await validate(given)).status).toBe(200);
  for (const given of [token, "x"]) {
    const { status, headers, body } = await validate(given);
    expect([status, body.error]).toEqual([429, expect.objectContaining({ code: "RATE_LIMITED" })]);
    const [retryAfter, perMinute, remaining] = ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"].map(
      (name) => Number(headers.get(name)),
    );
    expect([retryAfter, perMinute, remaining]).toEqual([30, 2, 0]);
  }
  expect((await post(gateway.url, token, { method: "ping" })).status).toBe(200);
  expect((await asking(gateway.origin, await makeApiToken(ada))("GET", "/keys")).status).toBe(200);
});

test("has no limit when the setting is 0 per minute", async () => {
  provideEnv({ ...env(), RATE_LIMIT_VALIDATION_PER_MINUTE: 0, RATE_LIMIT_VALIDATION_BURST: 1 });
  for (const given of ["x", "y"]) expect((await validate(given)).status).toBe(200);
});
