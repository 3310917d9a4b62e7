import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { forget } from "#lib/process";
import { post, postModern } from "#testing/clients/post";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";
import { type RecordingRelay, startRecordingRelay } from "#testing/servers/recording-relay";
import { startSessionServer } from "#testing/servers/session-server";

useDatabase();

const HEADER = "s3cret-header-of-the-admin";
/** Headers that browsers and proxies add, and that a client may send with its key. */
const OF_CLIENT = {
  cookie: "session=s3cret-cookie",
  "proxy-authorization": "Basic s3cret-proxy",
  "x-forwarded-for": "192.0.2.77",
  "x-custom": "s3cret-custom",
  "x-origin-app": "s3cret-app",
  forwarded: "for=192.0.2.77",
};

let gateway: RunningGateway;
let behind: RunningServer[];
let modern: RecordingRelay;
let legacy: RecordingRelay;

beforeAll(async () => {
  gateway = await startGateway();
  behind = await Promise.all([startModernServer({ legacy: "reject" }), startSessionServer()]);
  const [first, second] = await Promise.all(behind.map((server) => startRecordingRelay(server.url)));
  if (!first || !second) throw new Error("Both relays are needed.");
  modern = first;
  legacy = second;
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([modern, legacy, ...behind].map((one) => one.stop()));
});

let acme: TestWorkspace;
let token: string;
let keyId: string;

beforeEach(async () => {
  const ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token, keyId } = await makeToken(ada, [acme], { scopes: ["mcp:full"] }));
});

describe.each([
  ["2026", postModern],
  ["2025", post],
] as const)("of what a client of %s sends", (_era, send) => {
  test.each([
    ["Authorization", () => ({ authorization: `Bearer ${token}` })],
    ["X-API-Key", () => ({ "x-api-key": token })],
    ["both", () => ({ authorization: `Bearer ${token}`, "x-api-key": token })],
  ])("nothing but the message reaches servers: key in %s", async (_place, credential) => {
    const headers = [{ name: "X-Secret", value: HEADER }];
    await connect(acme, modern.url, { slug: "modern", headers });
    await connect(acme, legacy.url, { slug: "legacy", headers });
    const url = `${gateway.url}?note=s3cret-query`;
    const ask = (method: string, params: Record<string, unknown> = {}) =>
      send(url, null, { method, params }, { ...OF_CLIENT, ...credential() });

    expect((await ask("tools/list")).body.result).toBeDefined();
    for (const name of ["modern__list_notes", "legacy__whoami"]) {
      expect((await ask("tools/call", { name })).body.result, name).toBeDefined();
    }
    expect((await ask("resources/read", { uri: "note://one" })).body.result).toBeDefined();
    expect((await ask("prompts/get", { name: "modern__summarise", arguments: { tone: "dry" } })).status).toBe(200);

    for (const relay of [modern, legacy]) {
      const received = relay.received();
      expect(received).toContain(HEADER);
      expect(received).toMatch(/tools\/call/);
      for (const secret of [
        token,
        keyId,
        "s3cret-cookie",
        "s3cret-proxy",
        "s3cret-custom",
        "s3cret-app",
        "s3cret-query",
      ]) {
        expect(received, secret).not.toContain(secret);
      }
      expect(received).not.toMatch(/^(cookie|authorization|x-api-key|x-forwarded-for|forwarded):/im);
      expect(received).not.toContain("192.0.2.77");
    }
  });
});

test("sends nothing to a server at a private address when private addresses are not allowed", async () => {
  const id = await connect(acme, modern.url, { slug: "modern", headers: [{ name: "X-Secret", value: HEADER }] });
  const call = { method: "tools/call", params: { name: "modern__list_notes" } };
  expect((await post(gateway.url, token, call)).body.result).toBeDefined();
  const before = modern.received().length;

  const { DATABASE_URL = "", ENCRYPTION_KEY } = env();
  provideTestEnv({ DATABASE_URL, ENCRYPTION_KEY, ALLOW_PRIVATE_UPSTREAMS: "false" });
  forget("upstream-dispatcher");
  const { body } = await post(gateway.url, token, call);
  expect(body.error?.data).toMatchObject({ reason: "ADDRESS_PRIVATE" });
  expect(body.error?.message).toMatch(
    /“modern” is not called: 127\.0\.0\.1 leads to Latchkey's own machine or a private network/,
  );
  await expect(connect(acme, modern.url, { slug: "again" })).rejects.toThrow(/private network/);
  expect(modern.received()).toHaveLength(before);

  const url = "http://169.254.169.254/latest/meta-data/";
  await db().upstream.update({ where: { id }, data: { url, revision: { increment: 1 } } });
  expect((await post(gateway.url, token, call)).body.error?.data).toMatchObject({ reason: "ADDRESS_RESERVED" });
});
