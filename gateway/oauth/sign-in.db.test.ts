import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { updateKeySchema } from "#lib/keys/settings/schema";
import { updateKey } from "#lib/keys/settings/update-key";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { agree, connectedApp, registerClient, type TestOAuthClient } from "#testing/clients/oauth-client";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import {
  callerOf,
  makeMembership,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let now = NOW;
const clock: Clock = { now: () => now };
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway(clock);
});
afterAll(() => gateway.stop());

let ada: TestUser;
let acme: TestWorkspace;
let client: TestOAuthClient;
beforeEach(async () => {
  now = NOW;
  // All tests come from one address.
  for (const name of ["oauth-requests", "oauth-failures", "oauth-registrations"]) forget(`rate-limit:${name}`);
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  client = await registerClient(gateway.origin);
});

const caller = () => callerOf(ada, now);
const connect = (choices = {}) => connectedApp(caller(), client, { workspaceIds: [acme.id], ...choices });
const ping = async (token: string) => (await post(gateway.url, token, { method: "ping" })).status;
const apps = () => db().key.findMany({ where: { oauthClientId: { not: null } }, orderBy: { id: "asc" } });
const actions = async () =>
  (await db().auditEvent.findMany({ where: { workspaceId: acme.id }, orderBy: { id: "asc" } })).map(
    (one) => one.action,
  );

describe("a client that finds its way", () => {
  test("learns from the refusal where to sign in, and from the documents how", async () => {
    const refused = await fetch(gateway.url, { method: "POST" });
    expect(refused.status).toBe(401);
    const challenge = refused.headers.get("www-authenticate") ?? "";
    const address = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
    expect(challenge).toContain('scope="mcp:read"');
    expect(address).toBe(`${env().PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`);
    const ask = async (path: string) => (await fetch(gateway.origin + path)).json() as Promise<Record<string, unknown>>;
    const resource = await ask("/.well-known/oauth-protected-resource/mcp");
    expect(resource).toMatchObject({ resource: `${env().PUBLIC_URL}/mcp`, authorization_servers: [env().PUBLIC_URL] });
    expect(await ask("/.well-known/oauth-protected-resource")).toEqual(resource);
    const server = await ask("/.well-known/oauth-authorization-server");
    expect(server).toMatchObject({ issuer: env().PUBLIC_URL, code_challenge_methods_supported: ["S256"] });
    expect((await fetch(`${gateway.origin}/.well-known/openid-configuration`)).status).toBe(404);
  });

  test("finds no way to sign in while it sends a key, so that it does not ask its person again and again", async () => {
    const key = `mcp_${"x".repeat(43)}`;
    const token = generateToken("mcp_");
    for (const path of ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-authorization-server"]) {
      const status = async (headers: Record<string, string>) =>
        (await fetch(gateway.origin + path, { headers })).status;
      expect(await status({ authorization: `Bearer ${token}` })).toBe(404);
      expect(await status({ "x-api-key": token })).toBe(404);
      expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    }
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const refused = await fetch(`${gateway.origin}/oauth/register`, { method: "POST", headers, body: "{}" });
    expect([refused.status, await refused.text()]).toEqual([404, expect.stringContaining("expired or revoked")]);
  });

  test("hears of no sign-in at the address for keys alone, nor with a key that does not work", async () => {
    const inspector = await fetch(`${gateway.url}/inspector`, { method: "POST" });
    expect(inspector.headers.get("www-authenticate")).toBe('Bearer realm="latchkey"');
    const ended = await post(gateway.url, `mcp_${"x".repeat(49)}`, { method: "ping" });
    expect(ended.headers.get("www-authenticate")).not.toContain("resource_metadata");
  });
});

describe("an app that a person connects", () => {
  test("reaches what the person chose, and gets tokens that are stored as hashes alone", async () => {
    const code = await agree(caller(), client, { workspaceIds: [acme.id] });
    const { status, body, headers } = await client.exchange(code);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3600, scope: "mcp:read" });
    const { access_token: accessToken, refresh_token: refreshToken } = body as Record<string, string>;
    expect(await ping(accessToken ?? "")).toBe(200);
    const stored = JSON.stringify([
      await db().oAuthAccessToken.findMany(),
      await db().oAuthRefreshToken.findMany(),
      await db().oAuthCode.findMany(),
      await db().auditEvent.findMany(),
    ]);
    for (const secret of [code, accessToken, refreshToken]) expect(stored).not.toContain(secret);
    expect(await apps()).toMatchObject([
      { userId: ada.id, name: "Test client", tokenHash: null, scopes: ["mcp:read"] },
    ]);
    expect(await actions()).toContain("app.connected");
  });

  test("is refused from the next request on after it was disconnected, and cannot refresh", async () => {
    const { accessToken, refreshToken } = await connect();
    const [app] = await apps();
    await revokeKey(caller(), { keyId: app?.id ?? "", reason: null, confirmation: "Test client" });
    expect(await ping(accessToken)).toBe(401);
    expect((await client.refresh(refreshToken)).body).toMatchObject({ error: "invalid_grant" });
    expect(await actions()).toContain("app.disconnected");
  });

  test("may do more or less from the next request on after it was changed", async () => {
    const { accessToken } = await connect();
    const [app] = await apps();
    const write = { method: "resources/list" };
    expect((await post(gateway.url, accessToken, write)).status).toBe(200);
    await updateKey(caller(), updateKeySchema.parse({ keyId: app?.id, scopes: ["mcp:tools:list"] }));
    const refused = await post(gateway.url, accessToken, write);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("www-authenticate")).toMatch(
      /resource_metadata="[^"]+", error="insufficient_scope", scope="mcp:tools:list mcp:resources:read"/,
    );
    expect(await actions()).toContain("app.changed");
  });

  test("works until its access token ends, and after a refresh", async () => {
    const { accessToken, refreshToken } = await connect();
    later(HOUR_MS - SECOND_MS);
    expect(await ping(accessToken)).toBe(200);
    later(SECOND_MS);
    const ended = await post(gateway.url, accessToken, { method: "ping" });
    expect(ended.status).toBe(401);
    expect(ended.headers.get("www-authenticate")).toContain('resource_metadata="');
    const { body } = await client.refresh(refreshToken);
    expect(await ping(String(body.access_token))).toBe(200);
  });

  test("ends with the time that the person gave it, refreshed or not", async () => {
    const { refreshToken } = await connect({ expiresInDays: 1 });
    later(DAY_MS - 10 * MINUTE_MS);
    const { body } = await client.refresh(refreshToken);
    expect(body.expires_in).toBe(600);
    later(10 * MINUTE_MS);
    expect(await ping(String(body.access_token))).toBe(401);
    expect((await client.refresh(String(body.refresh_token))).body).toMatchObject({ error: "invalid_grant" });
  });

  test("is one app when the form is sent twice, and the last answer counts", async () => {
    const [one, other] = await Promise.all([0, 1].map(() => agree(caller(), client, { workspaceIds: [acme.id] })));
    const answers = [await client.exchange(one ?? ""), await client.exchange(other ?? "")];
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await apps()).filter(({ revokedAt }) => revokedAt === null)).toHaveLength(1);
  });

  test("takes the place of the one before when it is connected again, in the same family", async () => {
    const first = await connect();
    const [before] = await apps();
    const second = await connect({ appId: before?.id });
    expect([await ping(first.accessToken), await ping(second.accessToken)]).toEqual([401, 200]);
    const [old, app] = await apps();
    expect(app).toMatchObject({ familyId: old?.id, rotatedFromId: old?.id });
    expect(old?.revokedReason).toBe("Connected again");
  });
});

describe("a policy of the workspace", () => {
  const policy = (rules: object) =>
    db().workspacePolicy.create({ data: { workspaceId: acme.id, updatedAt: NOW, ...rules } });
  const list = async (token: string) =>
    (await post(gateway.url, token, { method: "tools/call", params: { name: "x__y" } })).body.error?.data?.errorType;

  test.each([
    ["only admins may connect apps", { appMakers: "admins" }],
    ["this client is not listed", { appClients: "listed", listedClients: ["claude.ai"] }],
    ["nobody vouches for the client", { appClients: "verified" }],
    ["the app lives too long", { maxAppLifetimeDays: 30 }],
  ])("refuses the consent and blocks an app that is there already when %s", async (_why, rules) => {
    const bob = await makeUser("Bob");
    await makeMembership(acme.id, bob, "member");
    const bobs = () => connectedApp(callerOf(bob, now), client, { workspaceIds: [acme.id] });
    const { accessToken } = await bobs();
    expect(await list(accessToken)).toBe("UNKNOWN_TOOL");
    await policy(rules);
    expect(await list(accessToken)).toBe("POLICY_BLOCKED");
    await expect(bobs()).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("about keys alone says nothing about apps", async () => {
    await policy({ keyMakers: "admins" });
    const { accessToken } = await connect();
    expect(await ping(accessToken)).toBe(200);
  });
});

describe("a client that an admin of the installation blocks", () => {
  test("is refused at once, with all its apps, until it is let in again", async () => {
    const { accessToken, refreshToken } = await connect();
    await db().oAuthClient.updateMany({ data: { blockedAt: NOW } });
    expect(await ping(accessToken)).toBe(401);
    expect((await client.refresh(refreshToken)).status).toBe(401);
    await expect(connect()).rejects.toMatchObject({ code: "CONFLICT" });
    await db().oAuthClient.updateMany({ data: { blockedAt: null } });
    expect(await ping(accessToken)).toBe(200);
  });
});

describe("a code", () => {
  test("is exchanged once, however many ask at the same time", async () => {
    const code = await agree(caller(), client, { workspaceIds: [acme.id] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.exchange(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const [winner] = answers.filter(({ status }) => status === 200);
    expect(await ping(String(winner?.body.access_token))).toBe(200);
    expect(await db().oAuthRefreshToken.count()).toBe(1);
  });

  test("that comes again later ends the tokens that it gave", async () => {
    const code = await agree(caller(), client, { workspaceIds: [acme.id] });
    const { body } = await client.exchange(code);
    later(11 * SECOND_MS);
    expect((await client.exchange(code)).body).toMatchObject({ error: "invalid_grant" });
    expect(await ping(String(body.access_token))).toBe(401);
  });

  test.each([
    ["after its minute", {}, 60 * SECOND_MS],
    ["with another verifier", { code_verifier: "x".repeat(43) }, 0],
    ["with another redirect address", { redirect_uri: "http://127.0.0.1:1/other" }, 0],
    ["with the right address on another port", { redirect_uri: "http://127.0.0.1:1/callback" }, 0],
  ])("is refused %s", async (_which, changes, waitMs) => {
    const code = await agree(caller(), client, { workspaceIds: [acme.id] });
    later(waitMs);
    expect((await client.exchange(code, changes)).body).toMatchObject({ error: "invalid_grant" });
  });

  test("is of no use to another client", async () => {
    const code = await agree(caller(), client, { workspaceIds: [acme.id] });
    const other = await registerClient(gateway.origin);
    const answer = await other.exchange(code, { code_verifier: client.verifier });
    expect(answer.body).toMatchObject({ error: "invalid_grant" });
    expect((await client.exchange(code)).status).toBe(200);
  });
});

describe("a refresh token", () => {
  test("answers five clients at once, which all go on working", async () => {
    const { refreshToken } = await connect();
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.refresh(refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    for (const { body } of answers) expect(await ping(String(body.access_token))).toBe(200);
  });

  test.each([
    ["ten minutes after its first use", 10 * MINUTE_MS + 1, 1],
    ["a sixth time", 0, 5],
  ])("that comes again %s disconnects the app, and says so", async (_when, waitMs, uses) => {
    const { refreshToken } = await connect();
    const last = { accessToken: "" };
    for (let use = 0; use < uses; use += 1) {
      last.accessToken = String((await client.refresh(refreshToken)).body.access_token);
    }
    later(waitMs);
    expect((await client.refresh(refreshToken)).body).toMatchObject({ error: "invalid_grant" });
    expect(await ping(last.accessToken)).toBe(401);
    expect((await apps())[0]?.revokedReason).toContain("used again");
    expect(await actions()).toContain("app.disconnected");
  });

  test("is of no use to another client", async () => {
    const { refreshToken } = await connect();
    const other = await registerClient(gateway.origin);
    await agree(caller(), other, { workspaceIds: [acme.id] });
    expect((await other.refresh(refreshToken)).body).toMatchObject({ error: "invalid_grant" });
    expect((await client.refresh(refreshToken)).status).toBe(200);
  });

  test("limits the next access token when the client asks for less, and gives no more when it asks for more", async () => {
    const { refreshToken } = await connect();
    const narrow = await client.refresh(refreshToken, { scope: "mcp:tools:list" });
    expect(narrow.body.scope).toBe("mcp:tools:list");
    const list = (token: unknown) => post(gateway.url, String(token), { method: "resources/list" });
    expect((await list(narrow.body.access_token)).status).toBe(403);
    const wide = await client.refresh(String(narrow.body.refresh_token), { scope: "mcp:full" });
    expect(wide.body.scope).toBe("mcp:read");
    expect((await list(wide.body.access_token)).status).toBe(200);
  });

  test("and a disconnection at the same time never leave a token that works", async () => {
    const { refreshToken } = await connect();
    const [app] = await apps();
    const revoked = revokeKey(caller(), { keyId: app?.id ?? "", reason: null, confirmation: null });
    const answers = await Promise.all(Array.from({ length: 4 }, () => client.refresh(refreshToken)));
    await revoked;
    for (const { body } of answers) if (body.access_token) expect(await ping(String(body.access_token))).toBe(401);
  });
});

describe("a client that signs out", () => {
  test.each(["accessToken", "refreshToken"] as const)("gives back its %s and ends the app", async (which) => {
    const tokens = await connect();
    const answer = await client.post("/oauth/revoke", { client_id: client.clientId, token: tokens[which] });
    expect(answer.status).toBe(200);
    expect(await ping(tokens.accessToken)).toBe(401);
    expect((await client.refresh(tokens.refreshToken)).body).toMatchObject({ error: "invalid_grant" });
  });

  test("changes nothing for the token of another client, and hears the same", async () => {
    const tokens = await connect();
    const other = await registerClient(gateway.origin);
    await agree(caller(), other, { workspaceIds: [acme.id] });
    for (const token of [tokens.refreshToken, "nonsense"]) {
      expect((await other.post("/oauth/revoke", { client_id: other.clientId, token })).status).toBe(200);
    }
    expect(await ping(tokens.accessToken)).toBe(200);
  });
});

describe("a thief who refreshes quickly", () => {
  test("does not get rid of the token by which the theft is noticed", async () => {
    const stolen = (await connect()).refreshToken;
    let { body } = await client.refresh(stolen);
    for (let use = 0; use < 60; use += 1) {
      later(SECOND_MS);
      body = (await client.refresh(String(body.refresh_token))).body;
    }
    later(HOUR_MS);
    expect((await client.refresh(stolen)).body).toMatchObject({ error: "invalid_grant" });
    expect((await client.refresh(String(body.refresh_token))).body).toMatchObject({ error: "invalid_grant" });
    expect((await apps())[0]?.revokedReason).toContain("used again");
  });
});

/** Makes used refresh tokens of the only app, one a minute, the last of them at `now`. */
async function makeUsedTokens(number: number) {
  const [app] = await apps();
  const rows = Array.from({ length: number }, (_, index) => {
    const at = new Date(now.getTime() - index * MINUTE_MS);
    return { keyId: app?.id ?? "", lineId: "lin_1", tokenHash: `used ${index}`, createdAt: at, usedAt: at };
  });
  await db().oAuthRefreshToken.createMany({ data: rows });
}

describe("the tokens of an app", () => {
  test("stay few, however often the client asks", async () => {
    let { refreshToken } = await connect();
    for (let use = 0; use < 60; use += 1) {
      refreshToken = String((await client.refresh(refreshToken)).body.refresh_token);
    }
    expect(await db().oAuthAccessToken.count()).toBeLessThanOrEqual(50);
    expect((await client.refresh(refreshToken)).status).toBe(200);
  });

  test("are at most 500 in a day, and a client that waits goes on", async () => {
    const { refreshToken } = await connect();
    await makeUsedTokens(498);
    const { body } = await client.refresh(refreshToken);
    const next = String(body.refresh_token);
    const refused = await client.refresh(next);
    expect([refused.status, refused.body.error]).toEqual([429, "slow_down"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    later(DAY_MS);
    expect((await client.refresh(next)).status).toBe(200);
    expect(await db().oAuthRefreshToken.count()).toBe(500);
    expect(await db().oAuthRefreshToken.count({ where: { tokenHash: "used 497" } })).toBe(0);
  });
});
