import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { updateKeySchema } from "#lib/keys/settings/schema";
import { updateKey } from "#lib/keys/settings/update-key";
import { listOwnApps } from "#lib/oauth/apps/list-own-apps";
import { listOwnAppsSchema } from "#lib/oauth/apps/schema";
import { findClient } from "#lib/oauth/clients/find-client";
import { registeredId } from "#lib/oauth/clients/registered-id";
import { readAuthorizationRequest } from "#lib/oauth/consent/authorization-request";
import { connectApp, refuseApp } from "#lib/oauth/consent/connect-app";
import { formQuery } from "#lib/oauth/consent/form-query";
import { readConsent } from "#lib/oauth/consent/queries";
import { connectAppSchema } from "#lib/oauth/consent/schema";
import { mayAnswerUnasked } from "#lib/oauth/consent/trusted-answer";
import { oauthClient, TEST_REDIRECT } from "#testing/clients/oauth-client";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

useDatabase();

let ada: TestUser;
let acme: TestWorkspace;
beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});

function registered(name = "Claude Code", redirectUri = TEST_REDIRECT) {
  const clientId = registeredId({ name, clientUri: null, redirectUris: [redirectUri] });
  return oauthClient(env().PUBLIC_URL, clientId, redirectUri);
}

async function requestOf(query: string) {
  const read = await readAuthorizationRequest(new URLSearchParams(query), findClient);
  if (read.kind !== "question") throw new Error(read.problem);
  return read.request;
}

const consentOf = async (query: string, user = ada) => readConsent(callerOf(user), await requestOf(query));

async function connect(query: string, choices: object = {}, user = ada) {
  await connectApp(callerOf(user), connectAppSchema.parse({ query, workspaceIds: [acme.id], ...choices }));
  const [app] = await db().key.findMany({ where: { userId: user.id }, orderBy: { id: "desc" } });
  return app?.id ?? "";
}

/** A client that an admin entered: every installation of the program has the same id. */
async function makeShared(redirectUris = [TEST_REDIRECT]) {
  const clientId = newId("cli");
  const times = { createdAt: NOW, updatedAt: NOW };
  await db().oAuthClient.create({
    data: { id: newId("cli"), clientId, source: "manual", name: "Claude Code", redirectUris, ...times },
  });
  return oauthClient(env().PUBLIC_URL, clientId, redirectUris[0]);
}

const wasUsed = (id: string, address: string, at = NOW) =>
  db().key.update({ where: { id }, data: { lastUsedAt: at, lastUsedAddress: address } });

describe("a client that registered itself", () => {
  test("is new at first, and then the app that it was", async () => {
    const query = registered().query();
    expect(await consentOf(query)).toMatchObject({
      earlier: [],
      againId: null,
      isShared: false,
      newName: "Claude Code",
    });
    const id = await connect(query);
    expect(await consentOf(query)).toMatchObject({ earlier: [{ id }], againId: id });
  });

  test("is new again once the person has disconnected it", async () => {
    const query = registered().query();
    const keyId = await connect(query);
    await revokeKey(callerOf(ada), { keyId, reason: null, confirmation: null });
    expect(await consentOf(query)).toMatchObject({ earlier: [], againId: null });
  });

  test("is another one for another person, and for another installation, which gets another name", async () => {
    const client = registered();
    await connect(client.query());
    const bob = await makeUser("Bob");
    expect(await consentOf(client.query(), bob)).toMatchObject({ earlier: [], newName: "Claude Code" });
    expect(await consentOf(registered().query())).toMatchObject({ earlier: [], newName: "Claude Code 2" });
  });
});

describe("a client that many installations share", () => {
  test("is taken for the installation that was used from the network of this browser", async () => {
    const { query } = await makeShared();
    const desk = await connect(query(), { name: "Desk" });
    // Each installation makes a challenge of its own.
    const laptop = await connect(query({ code_challenge: "b".repeat(43) }), { name: "Laptop" });
    await wasUsed(desk, "127.0.0.1");
    await wasUsed(laptop, "192.0.2.9", new Date(NOW.getTime() + 1));
    expect(await consentOf(query())).toMatchObject({
      isShared: true,
      earlier: [{ id: laptop }, { id: desk }],
      againId: desk,
    });
  });

  test("is taken for a new one when none was used from here, or none was used at all", async () => {
    const { query } = await makeShared();
    const id = await connect(query(), { name: "Claude Code" });
    expect(await consentOf(query())).toMatchObject({ earlier: [{ id }], againId: null, newName: "Claude Code 2" });
    await wasUsed(id, "192.0.2.9");
    expect(await consentOf(query())).toMatchObject({ againId: null });
  });
});

describe("a client that leaves out where the answer goes", () => {
  const SHOWN = "http://127.0.0.1:1/shown";
  const OTHER = "https://other.example/code";
  let asked: URLSearchParams;
  beforeEach(async () => {
    asked = new URLSearchParams((await makeShared([SHOWN])).query());
    asked.delete("redirect_uri");
  });
  const answer = async (query: string) =>
    connectApp(callerOf(ada), connectAppSchema.parse({ query, workspaceIds: [acme.id] }));

  test("gets it at the address that the page showed", async () => {
    const { answerTo } = await answer(formQuery(asked, await requestOf(asked.toString())));
    expect(answerTo).toMatch(/^http:\/\/127\.0\.0\.1:1\/shown\?code=/);
  });

  test("gets nothing at an address that it changed to while the page was open", async () => {
    const query = formQuery(asked, await requestOf(asked.toString()));
    await db().oAuthClient.updateMany({ data: { redirectUris: [OTHER] } });
    await expect(answer(query)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(answer(asked.toString())).rejects.toMatchObject({ code: "CONFLICT" });
    const refusal = refuseApp(callerOf(ada), { query: asked.toString() });
    await expect(refusal).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await db().oAuthCode.count()).toBe(0);
  });
});

test("nobody connects in place of the app of somebody else", async () => {
  const bob = await makeUser("Bob");
  const own = await makeWorkspace("Own", [[bob, "owner"]]);
  const query = registered().query();
  const adas = await connect(query);
  const input = connectAppSchema.parse({ query, workspaceIds: [own.id], appId: adas });
  await expect(connectApp(callerOf(bob), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await db().key.findMany({ select: { id: true, revokedAt: true } })).toEqual([{ id: adas, revokedAt: null }]);
});

test("the list of apps holds those of the caller, finds them by client and workspace, and leaves out keys", async () => {
  const bob = await makeUser("Bob");
  const list = (search = "", which = "usable", user = ada) =>
    listOwnApps(callerOf(user), listOwnAppsSchema.parse({ search, list: which }));
  const query = registered().query();
  const first = await connect(query, { name: "Laptop" });
  const second = await connect(query, { name: "Laptop", appId: first });
  expect(await list()).toMatchObject({ keys: [{ id: second, mask: "" }], total: { counted: 1 } });
  for (const search of ["laptop", "claude", "acme"]) expect((await list(search)).keys).toHaveLength(1);
  expect((await list("cursor")).keys).toEqual([]);
  expect((await list("", "usable", bob)).keys).toEqual([]);
  expect((await list("", "ended")).keys).toEqual([]);
  await revokeKey(callerOf(ada), { keyId: second, reason: "Lost", confirmation: null });
  expect((await list("", "ended")).keys).toMatchObject([{ id: second }]);
});

test("an app without a name gets that of its client, at once and when it is renamed", async () => {
  const id = await connect(registered("x".repeat(80)).query(), { name: "" });
  const nameOf = async () => (await db().key.findUniqueOrThrow({ where: { id } })).name;
  expect(await nameOf()).toBe("x".repeat(64));
  await updateKey(callerOf(ada), updateKeySchema.parse({ keyId: id, name: "Desk" }));
  expect(await nameOf()).toBe("Desk");
  await updateKey(callerOf(ada), updateKeySchema.parse({ keyId: id, name: "" }));
  expect(await nameOf()).toBe("x".repeat(64));
});

test("a refusal goes to the client with its state, and stores nothing", async () => {
  const { answerTo } = await refuseApp(callerOf(ada), { query: registered().query() });
  const { searchParams } = new URL(answerTo);
  expect([searchParams.get("error"), searchParams.get("state")]).toEqual(["access_denied", "state-1"]);
  expect(await db().oAuthClient.count()).toBe(0);
});

test.each([
  ["http://127.0.0.1:1/callback", true],
  ["http://[::1]/callback", true],
  ["cursor://anysphere.cursor-mcp/callback", true],
  ["https://evil.example/callback", false],
  ["https://localhost/callback", false],
])("a refused client of a stranger at %s may be answered without a click: %s", async (redirectUri, may) => {
  const { client } = await requestOf(registered("Any", redirectUri).query());
  expect(mayAnswerUnasked(client, redirectUri)).toBe(may);
  const entered = await requestOf((await makeShared([redirectUri])).query());
  expect(mayAnswerUnasked(entered.client, redirectUri)).toBe(true);
});
