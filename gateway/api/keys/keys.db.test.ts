import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { USABLE_KEYS_MAX } from "#lib/keys/settings/limits";
import { makeApiToken } from "#testing/clients/api-client";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken } from "#testing/machine/running-gateway";
import { errorOf, testRefusals, useApi, wrongFields } from "#testing/machine/use-api";
import { makeKey, makeUpstream, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();
const world = useApi();
const api: typeof world.ask = (...request) => world.ask(...request);

const NOBODYS = "/keys/key_01jd4v7m3ne9h8c6q2xk5t0bwz";
testRefusals(world, {
  "GET /keys": { method: "GET", path: () => "/keys", scope: "keys:read" },
  "POST /keys": { method: "POST", path: () => "/keys", scope: "keys:write" },
  "GET /keys/{id}": { method: "GET", path: () => NOBODYS, scope: "keys:read" },
  "PATCH /keys/{id}": { method: "PATCH", path: () => NOBODYS, scope: "keys:write" },
  "DELETE /keys/{id}": { method: "DELETE", path: () => NOBODYS, scope: "keys:write" },
  "POST /keys/{id}/rotate": { method: "POST", path: () => `${NOBODYS}/rotate`, scope: "keys:write" },
});

type Made = { id: string; token: string };

const make = async (body: object = {}) => {
  const { status, body: made } = await api("POST", "/keys", { name: "CI", workspaceIds: [world.acme.id], ...body });
  expect(status).toBe(201);
  return made as Made;
};
const ping = async (token: unknown) => (await post(world.gateway.url, String(token), { method: "ping" })).status;

describe("POST /keys", () => {
  test("201: returns the key with its token, which works at the gateway", async () => {
    const { id: workspaceId, name, slug } = world.acme;
    const { status, body } = await api("POST", "/keys", { name: "CI", workspaceIds: [workspaceId], expiresInDays: 30 });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^key_/),
      name: "CI",
      nameInClients: expect.stringMatching(/^[a-z]/),
      token: expect.stringMatching(/^mcp_[0-9A-Za-z]{49}$/),
      warning: expect.stringContaining("one time"),
      scopes: ["mcp:read"],
      workspaces: [{ id: workspaceId, name, slug }],
      environment: null,
      serverIds: null,
      status: "active",
      isRevoked: false,
      createdAt: NOW.toISOString(),
      updatedAt: NOW.toISOString(),
      expiresAt: "2026-12-21T12:00:00.000Z",
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(await ping(body.token)).toBe(200);
  });

  test("201: accepts every setting of the form", async () => {
    const serverId = await makeUpstream(world.acme, { environment: "staging" });
    const chosen = { scopes: ["mcp:full"], environment: "staging", serverIds: [serverId] };
    expect(await make({ ...chosen, expiresAt: "2026-12-01T00:00:00+01:00" })).toMatchObject({
      ...chosen,
      expiresAt: "2026-11-30T23:00:00.000Z",
    });
    expect(await make({ expiresInDays: null })).toMatchObject({ expiresAt: null });
  });

  test("201: without a workspace the key reaches the only one, or the one that the header names", async () => {
    expect((await api("POST", "/keys", { name: "CI" })).body).toMatchObject({ workspaces: [{ id: world.acme.id }] });
    const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
    const named = await api("POST", "/keys", { name: "CI" }, { "x-active-account": labs.slug });
    expect(named.body).toMatchObject({ workspaces: [{ id: labs.id }] });
  });

  test("400: a member of several workspaces must name one", async () => {
    await makeWorkspace("Labs", [[world.ada, "member"]]);
    const { status, body } = await api("POST", "/keys", { name: "CI" });
    expect([status, body]).toMatchObject([400, errorOf("AMBIGUOUS_ACCOUNT")]);
  });

  test("400: names every wrong field with its path", async () => {
    const serverIds = [await makeUpstream(world.acme), "nonsense"];
    const wrong = { name: "x".repeat(65), workspaceIds: ["nonsense"], scopes: ["all"], expiresInDays: 0, serverIds };
    expect(wrongFields(await api("POST", "/keys", wrong))).toEqual([
      "expiresInDays",
      "name",
      "scopes.0",
      "serverIds.1",
      "workspaceIds.0",
    ]);
    const staging = { serverIds: [await makeUpstream(world.acme)], environment: "staging" };
    expect(wrongFields(await api("POST", "/keys", staging))).toEqual(["serverIds"]);
  });

  test("400: refuses a body that is not JSON", async () => {
    for (const text of ["{", "", "nonsense"]) {
      const answer = await sendRaw(text, "application/json");
      expect([answer.status, await answer.json()]).toMatchObject([400, errorOf("INVALID_INPUT")]);
    }
  });

  test("415: refuses a Content-Type that is not JSON", async () => {
    const answer = await sendRaw("{}", "text/plain");
    expect([answer.status, await answer.json()]).toMatchObject([415, errorOf("UNSUPPORTED_MEDIA_TYPE")]);
  });

  test("404: refuses a foreign workspace, also together with the caller's own", async () => {
    const foreign = await makeWorkspace("Foreign", []);
    const { status, body } = await api("POST", "/keys", { workspaceIds: [world.acme.id, foreign.id] });
    expect([status, body]).toMatchObject([404, errorOf("NOT_FOUND")]);
    expect(await db().key.count()).toBe(0);
  });

  test("409: refuses one key too many", async () => {
    await Promise.all(Array.from({ length: USABLE_KEYS_MAX }, () => makeKey(world.ada, [])));
    const { status, body } = await api("POST", "/keys", { name: "CI" });
    expect([status, body]).toMatchObject([409, errorOf("CONFLICT")]);
  });

  test("413: refuses a body that is too large", async () => {
    const { status, body } = await api("POST", "/keys", { name: "x".repeat(300_000) });
    expect([status, body]).toMatchObject([413, errorOf("BODY_TOO_LARGE")]);
  });
});

async function sendRaw(body: string, type: string): Promise<Response> {
  const token = await makeApiToken(world.ada);
  const headers = { authorization: `Bearer ${token}`, "content-type": type };
  return fetch(`${world.gateway.origin}/api/v1/keys`, { method: "POST", headers, body });
}

describe("GET /keys", () => {
  const listedIds = async (query: string, headers = {}) => {
    const { status, body } = await api("GET", `/keys?${query}`, undefined, headers);
    expect(status).toBe(200);
    return (body.records as Made[]).map(({ id }) => id);
  };

  test("200: returns pages of the caller's own keys, the newest first", async () => {
    await makeKey(await makeUser("Grace"), []);
    const ids = await Promise.all(Array.from({ length: 5 }, () => makeKey(world.ada, [world.acme])));
    const first = await api("GET", "/keys?limit=3");
    expect(first.body).toMatchObject({ hasMore: true, nextCursor: expect.any(String), records: { length: 3 } });
    const rest = await api("GET", `/keys?limit=3&cursor=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ hasMore: false, nextCursor: null });
    const records = [first, rest].flatMap(({ body }) => body.records as Made[]);
    expect(records.map(({ id }) => id)).toEqual(ids.sort().reverse());
  });

  test("200: filters by each status", async () => {
    const made = {
      active: await makeKey(world.ada, [world.acme], { expiresAt: addDays(NOW, 8) }),
      expiring: await makeKey(world.ada, [world.acme], { expiresAt: addDays(NOW, 7) }),
      expired: await makeKey(world.ada, [world.acme], { expiresAt: NOW }),
      revoked: await makeKey(world.ada, [world.acme], { revokedAt: NOW }),
    };
    for (const [status, id] of Object.entries(made)) expect(await listedIds(`status=${status}`)).toEqual([id]);
  });

  test("200: filters by the workspace that the query or X-Active-Account names", async () => {
    const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
    const [one, other] = [await makeKey(world.ada, [labs]), await makeKey(world.ada, [world.acme])];
    expect(await listedIds(`workspaceId=${labs.id}`)).toEqual([one]);
    expect(await listedIds("", { "x-active-account": world.acme.slug })).toEqual([other]);
    expect(await listedIds("")).toEqual([other, one]);
  });

  test("200: shows nothing of a workspace that the owner has left, like GET /keys/{id}", async () => {
    const left = await makeWorkspace("Left", [[world.ada, "member"]]);
    const serverIds = [await makeUpstream(left), await makeUpstream(world.acme)];
    await makeKey(world.ada, [left, world.acme], { serverIds });
    await db().membership.deleteMany({ where: { workspaceId: left.id } });
    const [record] = (await api("GET", "/keys")).body.records as Made[];
    expect(record).toMatchObject({ workspaces: [{ id: world.acme.id }], serverIds: [serverIds[1]] });
    expect((await api("GET", `/keys/${record?.id}`)).body).toEqual(record);
    const { workspaces, serverIds: kept } = record as unknown as { workspaces: { id: string }[]; serverIds: string[] };
    const same = { workspaceIds: workspaces.map(({ id }) => id), serverIds: kept };
    expect((await api("PATCH", `/keys/${record?.id}`, same)).status).toBe(200);
  });

  test("200: returns the same record of each key as GET /keys/{id}", async () => {
    const { ada, acme } = world;
    const labs = await makeWorkspace("A lab", [[ada, "member"]]);
    const serverIds = [await makeUpstream(acme, { slug: "b" }), await makeUpstream(acme, { slug: "a" })];
    await makeKey(ada, [acme, labs], { scopes: ["mcp:full"], expiresAt: addDays(NOW, 3), environment: "staging" });
    await makeKey(ada, [acme, labs], { serverIds, revokedAt: NOW });
    await makeKey(ada, [], { serverIds: [] });
    const taken = { workspaceId: labs.id, keyId: await makeKey(ada, [labs]) };
    await db().keyWorkspace.updateMany({ where: taken, data: { detachedAt: NOW } });
    await db().key.updateMany({ where: { revokedAt: null }, data: { lastUsedAt: NOW } });
    const records = (await api("GET", "/keys")).body.records as Made[];
    expect(records).toHaveLength(4);
    for (const record of records) expect((await api("GET", `/keys/${record.id}`)).body).toEqual(record);
  });

  test("400: names every wrong parameter", async () => {
    const answer = await api("GET", "/keys?limit=101&status=lost&cursor=nonsense&workspaceId=acme");
    expect(wrongFields(answer)).toEqual(["cursor", "limit", "status", "workspaceId"]);
    for (const limit of ["0", "-1", "1.5", "x"]) {
      expect(wrongFields(await api("GET", `/keys?limit=${limit}`))).toEqual(["limit"]);
    }
    expect(wrongFields(await api("GET", `/keys?cursor=${randomUUID()}`))).toEqual(["cursor"]);
  });

  test("404: refuses a foreign workspace", async () => {
    const foreign = await makeWorkspace("Foreign", []);
    const { status, body } = await api("GET", `/keys?workspaceId=${foreign.id}`);
    expect([status, body]).toMatchObject([404, errorOf("NOT_FOUND")]);
  });
});

describe("GET /keys/{id}", () => {
  test("200: returns the key with the mask, not with the token", async () => {
    const { id } = await make();
    const { status, body } = await api("GET", `/keys/${id}`);
    expect([status, body]).toMatchObject([200, { id, token: expect.stringMatching(/^mcp_.{5}….{5}$/) }]);
    expect(body).not.toHaveProperty("warning");
  });

  test("200 and 404: finds the key only when it reaches the active workspace", async () => {
    const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
    const { id } = await make();
    const within = async (slug: string) =>
      (await api("GET", `/keys/${id}`, undefined, { "x-active-account": slug })).status;
    expect([await within(world.acme.slug), await within(labs.slug)]).toEqual([200, 404]);
    await db().keyWorkspace.updateMany({ data: { detachedAt: NOW } });
    expect(await within(world.acme.slug)).toBe(404);
  });
});

describe("PATCH /keys/{id}", () => {
  test("200: keeps fields that are left out, and applies narrower settings at once", async () => {
    const { id, token } = await make({ scopes: ["mcp:full"] });
    const { status, body } = await api("PATCH", `/keys/${id}`, { name: "Renamed", scopes: ["mcp:tools:list"] });
    expect([status, body]).toMatchObject([200, { name: "Renamed", scopes: ["mcp:tools:list"] }]);
    expect(body.workspaces).toMatchObject([{ id: world.acme.id }]);
    const { body: refused } = await post(world.gateway.url, token, { method: "prompts/list" });
    expect(refused.error?.data).toMatchObject({ errorType: "INSUFFICIENT_SCOPE" });
  });

  test("200: widens a key without a password, because a script has none", async () => {
    const { id } = await make();
    const { status, body } = await api("PATCH", `/keys/${id}`, { scopes: ["mcp:full"] });
    expect([status, body]).toMatchObject([200, { scopes: ["mcp:full"] }]);
  });

  test("400: names every wrong field with its path", async () => {
    const { id } = await make();
    const wrong = { name: 1, workspaceIds: [], scopes: [], environment: "A b" };
    expect(wrongFields(await api("PATCH", `/keys/${id}`, wrong))).toEqual([
      "environment",
      "name",
      "scopes",
      "workspaceIds",
    ]);
  });

  test("409: refuses a key that has ended", async () => {
    const id = await makeKey(world.ada, [world.acme], { revokedAt: NOW });
    const { status, body } = await api("PATCH", `/keys/${id}`, { name: "x" });
    expect([status, body]).toMatchObject([409, errorOf("CONFLICT")]);
  });
});

describe("DELETE /keys/{id}", () => {
  test("200: revokes the key at once, and answers the same again", async () => {
    const { id, token } = await make();
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await api("DELETE", `/keys/${id}`);
      expect([status, body]).toEqual([200, { id, deleted: true }]);
    }
    expect(await ping(token)).toBe(401);
    const revoked = { isRevoked: true, status: "revoked", revokedAt: NOW.toISOString() };
    expect((await api("GET", `/keys/${id}`)).body).toMatchObject(revoked);
    expect(await db().auditEvent.count({ where: { action: "key.revoked", workspaceId: world.acme.id } })).toBe(1);
  });

  test("200: revokes a recently used key without a typed name, because a script types none", async () => {
    const { id } = await make();
    await db().key.update({ where: { id }, data: { lastUsedAt: NOW } });
    expect((await api("DELETE", `/keys/${id}`)).status).toBe(200);
  });
});

describe("POST /keys/{id}/rotate", () => {
  test("201: returns a new token, and ends the old one as requested", async () => {
    const { id, token } = await make();
    const { status, body } = await api("POST", `/keys/${id}/rotate`, { overlap: "none" });
    expect([status, body]).toMatchObject([201, { name: "CI", warning: expect.any(String) }]);
    expect([await ping(token), await ping(body.token)]).toEqual([401, 200]);
  });

  test("400: names every wrong field with its path", async () => {
    const { id } = await make();
    const answer = await api("POST", `/keys/${id}/rotate`, { overlap: "forever", expiresInDays: 0 });
    expect(wrongFields(answer)).toEqual(["expiresInDays", "overlap"]);
  });

  test("409: refuses a key that was replaced already", async () => {
    const { id } = await make();
    await api("POST", `/keys/${id}/rotate`, { overlap: "24_hours" });
    const { status, body } = await api("POST", `/keys/${id}/rotate`, { overlap: "24_hours" });
    expect([status, body]).toMatchObject([409, errorOf("CONFLICT")]);
  });
});

describe.each(["GET", "PATCH", "DELETE", "POST"])("%s of one key", (method) => {
  const body = { GET: undefined, PATCH: { name: "x" }, DELETE: undefined, POST: { overlap: "none" } }[method];
  const path = (id: string) => `/keys/${id}${method === "POST" ? "/rotate" : ""}`;

  test("400: refuses a value that is not a key's id", async () => {
    for (const id of [world.acme.id, "1", "key_", "%00"]) {
      expect(wrongFields(await api(method, path(id), body))).toEqual(["id"]);
    }
  });

  test("404: refuses a key that does not reach the workspace of X-Active-Account, and changes nothing", async () => {
    const labs = await makeWorkspace("Labs", [[world.ada, "owner"]]);
    const { keyId, token } = await makeToken(world.ada, [world.acme]);
    const within = async (slug: string) => {
      const { status, body: answer } = await api(method, path(keyId), body, { "x-active-account": slug });
      return [status, answer];
    };
    const state = async () => [await db().key.findMany(), await db().auditEvent.findMany()];
    const before = await state();
    expect(await within(labs.slug)).toMatchObject([404, errorOf("NOT_FOUND")]);
    expect(await state()).toEqual(before);
    expect(await ping(token)).toBe(200);
    expect((await within(world.acme.slug))[0]).toBeLessThan(300);
  });

  test("404: refuses a key from which the workspace of X-Active-Account is detached", async () => {
    const keyId = await makeKey(world.ada, [world.acme]);
    await db().keyWorkspace.updateMany({ where: { keyId }, data: { detachedAt: NOW } });
    const answer = await api(method, path(keyId), body, { "x-active-account": world.acme.slug });
    expect([answer.status, answer.body]).toMatchObject([404, errorOf("NOT_FOUND")]);
  });

  test("404: refuses a key that does not exist", async () => {
    const { status, body: answer } = await api(method, path("key_01jd4v7m3ne9h8c6q2xk5t0bwz"), body);
    expect([status, answer]).toMatchObject([404, errorOf("NOT_FOUND")]);
  });
});
