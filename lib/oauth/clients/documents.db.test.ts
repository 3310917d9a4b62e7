import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "#lib/auth/principal";
import { DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { isDocumentAddress } from "#lib/oauth/clients/document-address";
import { findClientForConsent } from "#lib/oauth/clients/find-for-consent";
import { storeClient } from "#lib/oauth/clients/store-client";
import { readsClientDocuments } from "#lib/oauth/protocol/client-documents";
import { forget, provide } from "#lib/process";
import { useDatabase } from "#testing/databases/use-database";
import { NOW } from "#testing/people/factories";
import { type DocumentServer, startDocumentServer } from "#testing/servers/document-server";

useDatabase();

const ADDRESS = "https://client.example/oauth/metadata.json";
const DOCUMENT = {
  client_id: ADDRESS,
  client_name: "Example Code",
  redirect_uris: ["http://localhost/callback"],
  token_endpoint_auth_method: "none",
};

let internet: DocumentServer;
beforeAll(async () => {
  internet = await startDocumentServer();
});
afterAll(() => internet.stop());
beforeEach(() => {
  provideEnv({ ...env(), OAUTH_CLIENT_DOCUMENTS: "on" });
  provide("client-document-dispatcher", internet.dispatcher);
  forget("client-documents");
  forget("rate-limit:client-documents:person");
  internet.count = 0;
  serve(DOCUMENT);
});

function serve(body: unknown, status = 200) {
  internet.answer = (_request, response) =>
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(typeof body === "string" ? body : JSON.stringify(body));
}
const ada: Caller["principal"] = { kind: "user", userId: "usr_ada", sessionId: "ses_1", authenticatedAt: NOW };
const find = (now = NOW) => findClientForConsent(ADDRESS, { principal: ada, now });
const later = (ms: number) => new Date(NOW.getTime() + ms);

test("a client is what its document says, and the page and its form read the document once", async () => {
  const expected = { clientId: ADDRESS, source: "document", name: "Example Code", rowId: null, secretHash: null };
  expect(await find()).toMatchObject({ ...expected, redirectUris: DOCUMENT.redirect_uris });
  expect(await find()).toMatchObject(expected);
  expect(internet.count).toBe(1);
});

test("nobody makes Latchkey call other sites again and again", async () => {
  serve("nothing here", 404);
  const ask = (number: number, userId = "usr_ada") =>
    findClientForConsent(`https://client.example/${number}`, { principal: { ...ada, userId }, now: NOW });
  for (let number = 1; number <= 30; number += 1) await expect(ask(number)).rejects.toThrow("HTTP 404");
  await expect(ask(31)).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect(internet.count).toBe(30);
  await expect(ask(31, "usr_bob")).rejects.toThrow("HTTP 404");
});

describe("a document is refused", () => {
  const lists = (length: number) => "[".repeat(length) + "]".repeat(length);
  test.each([
    ["that names another client", { ...DOCUMENT, client_id: `${ADDRESS}x` }, "another client_id"],
    ["with a secret", { ...DOCUMENT, client_secret: "x" }, "secret"],
    ["with a shared secret", { ...DOCUMENT, token_endpoint_auth_method: "client_secret_basic" }, "secret"],
    ["with a redirect address that nobody may have", { ...DOCUMENT, redirect_uris: ["javascript:x"] }, "redirect_uris"],
    ["without redirect addresses", { client_id: ADDRESS }, "redirect_uris"],
    ["that is a web page", "<!doctype html>", "not JSON"],
    ["that nests too deep", `{"client_id":"${ADDRESS}","x":${lists(20)}}`, "not JSON"],
    ["that is a list", [DOCUMENT], ""],
    ["that is too large", { ...DOCUMENT, x: "x".repeat(11_000) }, "10 KiB"],
  ])("%s", async (_which, body, why) => {
    serve(body);
    await expect(find()).rejects.toThrow(why);
  });

  test.each([302, 404, 500])("when it is answered with HTTP %i, and no redirect is followed", async (status) => {
    internet.answer = (_request, response) =>
      response.writeHead(status, { location: `${ADDRESS}?again` }).end(JSON.stringify(DOCUMENT));
    await expect(find()).rejects.toThrow(`HTTP ${status}`);
    expect(internet.count).toBe(1);
  });

  test("when its address is in a private network, whatever is allowed for MCP servers", async () => {
    provideEnv({ ...env(), OAUTH_CLIENT_DOCUMENTS: "on", ALLOW_PRIVATE_UPSTREAMS: true });
    forget("client-document-dispatcher");
    await expect(
      findClientForConsent("https://127.0.0.1/oauth/metadata", { principal: ada, now: NOW }),
    ).rejects.toThrow("cannot be read");
  });
});

describe("a client that was connected", () => {
  beforeEach(async () => {
    const client = await find();
    if (client) await db().$transaction((tx) => storeClient(tx, client, NOW));
    forget("client-documents");
    internet.count = 0;
  });

  test("is read anew once a day, and follows its document", async () => {
    serve({ ...DOCUMENT, redirect_uris: ["http://localhost/other"] });
    expect((await find(later(DAY_MS - 1)))?.redirectUris).toEqual(["http://localhost/callback"]);
    expect(internet.count).toBe(0);
    expect((await find(later(DAY_MS)))?.redirectUris).toEqual(["http://localhost/other"]);
    expect((await find(later(DAY_MS + 1)))?.redirectUris).toEqual(["http://localhost/other"]);
    expect(internet.count).toBe(1);
  });

  test("stays what it was while its document cannot be read", async () => {
    serve("gone", 404);
    expect(await find(later(2 * DAY_MS))).toMatchObject({ name: "Example Code", isBlocked: false });
  });

  test("is not asked for any more where documents are off", async () => {
    provideEnv({ ...env(), OAUTH_CLIENT_DOCUMENTS: "off" });
    expect(await find(later(2 * DAY_MS))).toMatchObject({ name: "Example Code" });
    expect(internet.count).toBe(0);
  });
});

test("a client nobody knows is nobody where documents are off", async () => {
  provideEnv({ ...env(), OAUTH_CLIENT_DOCUMENTS: "off" });
  expect(await find()).toBeNull();
  expect(internet.count).toBe(0);
});

test.each([
  ["auto", "http://localhost:3000", false],
  ["auto", "https://keys.acme.com", true],
  ["on", "http://localhost:3000", true],
  ["off", "https://keys.acme.com", false],
] as const)("documents with the setting %s at %s are read: %s", (OAUTH_CLIENT_DOCUMENTS, PUBLIC_URL, expected) => {
  provideEnv({ ...env(), OAUTH_CLIENT_DOCUMENTS, PUBLIC_URL });
  expect(readsClientDocuments()).toBe(expected);
});

describe("the address of a document", () => {
  test.each([ADDRESS, "https://claude.ai/oauth/claude-code-client-metadata", "https://example.com:8443/x"])(
    "can be %s",
    (address) => {
      expect(isDocumentAddress(address)).toBe(true);
    },
  );

  test.each([
    "http://client.example/x",
    "https://client.example",
    "https://client.example/",
    "https://client.example/x#y",
    "https://client.example/x?y",
    "https://client.example/a/../x",
    "https://CLIENT.example/x",
    "https://client.example:443/x",
    "https://user@client.example/x",
    `https://client.example/${"x".repeat(1_100)}`,
    "lkc_x",
  ])("cannot be %s", (address) => {
    expect(isDocumentAddress(address)).toBe(false);
  });
});
