import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ask, asking, makeApiToken } from "#gateway/testing/api-client";
import { post } from "#gateway/testing/post";
import { type RunningGateway, startGateway } from "#gateway/testing/running-gateway";
import { db } from "#lib/db/client";
import { useDatabase } from "#lib/db/testing";
import { forget } from "#lib/process";
import { makeKey, makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#lib/testing/factories";

useDatabase();

let gateway: RunningGateway;
let ada: TestUser;
let acme: TestWorkspace;
let api: Ask;

beforeAll(async () => {
  gateway = await startGateway({ now: () => NOW });
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  forget("rate-limit:api-requests");
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  api = asking(gateway.origin, await makeApiToken(ada));
});

type Made = { id: string; token: string };
const make = async (body: object = {}, headers: Record<string, string> = {}) => {
  const { status, body: made } = await api("POST", "/keys", { name: "CI", workspaceIds: [acme.id], ...body }, headers);
  expect(status).toBe(201);
  return made as Made;
};

describe("POST /keys", () => {
  test("201: the key with its token, this one time; it works at the gateway", async () => {
    const { status, body } = await api("POST", "/keys", { name: "CI", workspaceIds: [acme.id], expiresInDays: 30 });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^key_/),
      name: "CI",
      token: expect.stringMatching(/^mcp_[0-9A-Za-z]{49}$/),
      warning: expect.stringContaining("one time"),
      scopes: ["mcp:read"],
      workspaces: [{ id: acme.id, name: "Acme", slug: acme.slug }],
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
    expect((await post(gateway.url, String(body.token), { method: "ping" })).status).toBe(200);
    const again = await api("GET", `/keys/${body.id}`);
    expect(again.body.token).toMatch(/^mcp_.{5}….{5}$/);
  });

  test("201: without a workspace it is the only one, or the one that the header names", async () => {
    expect((await api("POST", "/keys", { name: "CI" })).body).toMatchObject({ workspaces: [{ id: acme.id }] });
    const labs = await makeWorkspace("Labs", [[ada, "member"]]);
    const named = await api("POST", "/keys", { name: "CI" }, { "x-active-account": labs.slug });
    expect(named.body).toMatchObject({ workspaces: [{ id: labs.id }] });
  });

  test("400: which of several workspaces is meant must be said", async () => {
    await makeWorkspace("Labs", [[ada, "member"]]);
    const { status, body } = await api("POST", "/keys", { name: "CI" });
    expect([status, body.error]).toEqual([400, expect.objectContaining({ code: "AMBIGUOUS_ACCOUNT" })]);
  });

  test("400: every wrong field is named with its path", async () => {
    const wrong = { name: "x".repeat(65), workspaceIds: ["nonsense"], scopes: ["all"], expiresInDays: 0 };
    const { status, body } = await api("POST", "/keys", wrong);
    expect(status).toBe(400);
    const { details } = body.error as { details: { path: string }[] };
    expect(details.map(({ path }) => path).sort()).toEqual(["expiresInDays", "name", "scopes.0", "workspaceIds.0"]);
  });

  test("400: what is no JSON, or not called so", async () => {
    const headers = { authorization: `Bearer ${await makeApiToken(ada)}`, "content-type": "application/json" };
    const response = await fetch(`${gateway.origin}/api/v1/keys`, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "INVALID_INPUT" } });
  });

  test("404: a workspace of somebody else", async () => {
    const foreign = await makeWorkspace("Foreign", []);
    const { status, body } = await api("POST", "/keys", { name: "CI", workspaceIds: [foreign.id] });
    expect([status, body.error]).toEqual([404, expect.objectContaining({ code: "NOT_FOUND" })]);
  });

  test("413: a body that is too large", async () => {
    expect((await api("POST", "/keys", { name: "x".repeat(300_000) })).status).toBe(413);
  });
});

describe("GET /keys", () => {
  test("200: pages of the caller's own keys, the newest first", async () => {
    const grace = await makeUser("Grace");
    await makeKey(grace, []);
    const ids = await Promise.all(Array.from({ length: 5 }, () => makeKey(ada, [acme])));
    const first = await api("GET", "/keys?limit=3");
    expect(first.body).toMatchObject({ hasMore: true, nextCursor: expect.any(String), records: { length: 3 } });
    const rest = await api("GET", `/keys?limit=3&cursor=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ hasMore: false, nextCursor: null });
    const records = [first, rest].flatMap(({ body }) => body.records as Made[]);
    expect(records.map(({ id }) => id)).toEqual(ids.sort().reverse());
  });

  test("200: by status and by workspace", async () => {
    const labs = await makeWorkspace("Labs", [[ada, "member"]]);
    const revoked = await makeKey(ada, [labs], { revokedAt: NOW });
    const other = await makeKey(ada, [acme]);
    const found = async (query: string, headers = {}) =>
      ((await api("GET", `/keys?${query}`, undefined, headers)).body.records as Made[]).map(({ id }) => id);
    expect(await found("status=revoked")).toEqual([revoked]);
    expect(await found(`workspaceId=${acme.id}`)).toEqual([other]);
    expect(await found("", { "x-active-account": labs.slug })).toEqual([revoked]);
  });

  test("400: a limit, a status or a cursor that there is not", async () => {
    for (const query of ["limit=0", "limit=101", "status=lost", "cursor=nonsense", `cursor=${randomUUID()}`]) {
      expect((await api("GET", `/keys?${query}`)).status, query).toBe(400);
    }
  });
});

describe("PATCH /keys/{id}", () => {
  test("200: what is left out stays", async () => {
    const { id } = await make({ scopes: ["mcp:full"] });
    const { status, body } = await api("PATCH", `/keys/${id}`, { name: "Renamed", scopes: ["mcp:tools:list"] });
    expect([status, body.name, body.scopes]).toEqual([200, "Renamed", ["mcp:tools:list"]]);
    expect(body.workspaces).toMatchObject([{ id: acme.id }]);
  });

  test("409: a key that has ended", async () => {
    const id = await makeKey(ada, [acme], { revokedAt: NOW });
    const { status, body } = await api("PATCH", `/keys/${id}`, { name: "x" });
    expect([status, body.error]).toEqual([409, expect.objectContaining({ code: "CONFLICT" })]);
  });
});

describe("DELETE /keys/{id}", () => {
  test("200: revoked at once, and again the same answer", async () => {
    const { id, token } = await make();
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await api("DELETE", `/keys/${id}`);
      expect([status, body]).toEqual([200, { id, deleted: true }]);
    }
    expect((await post(gateway.url, token, { method: "ping" })).status).toBe(401);
    expect((await api("GET", `/keys/${id}`)).body).toMatchObject({ isRevoked: true, status: "revoked" });
  });

  test("200: also a key that was used a moment ago, for a script types no names", async () => {
    const { id } = await make();
    await db().key.update({ where: { id }, data: { lastUsedAt: NOW } });
    expect((await api("DELETE", `/keys/${id}`)).status).toBe(200);
  });
});

describe("POST /keys/{id}/rotate", () => {
  test("201: a new token; the old one ends as asked", async () => {
    const { id, token } = await make();
    const { status, body } = await api("POST", `/keys/${id}/rotate`, { overlap: "none" });
    expect(status).toBe(201);
    expect((await post(gateway.url, token, { method: "ping" })).status).toBe(401);
    expect((await post(gateway.url, String(body.token), { method: "ping" })).status).toBe(200);
  });

  test("409: a key that was replaced already", async () => {
    const { id } = await make();
    await api("POST", `/keys/${id}/rotate`, { overlap: "24_hours" });
    expect((await api("POST", `/keys/${id}/rotate`, { overlap: "24_hours" })).status).toBe(409);
  });
});

describe("403", () => {
  test.each<[string, string, object?]>([
    ["POST", "/keys", {}],
    ["PATCH", "/keys/key_01jd4v7m3ne9h8c6q2xk5t0bwz", {}],
    ["DELETE", "/keys/key_01jd4v7m3ne9h8c6q2xk5t0bwz"],
    ["POST", "/keys/key_01jd4v7m3ne9h8c6q2xk5t0bwz/rotate", { overlap: "none" }],
  ])("%s %s needs keys:write", async (method, path, body) => {
    const reader = asking(gateway.origin, await makeApiToken(ada, { scopes: ["keys:read"] }));
    const answer = await reader(method, path, body);
    expect([answer.status, answer.body.error]).toEqual([403, expect.objectContaining({ code: "FORBIDDEN" })]);
  });
});
