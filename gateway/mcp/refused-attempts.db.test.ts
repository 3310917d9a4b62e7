import { beforeEach, describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { flushAttempts } from "#lib/connection/record-attempt";
import { db } from "#lib/db/client";
import { flushKeyRefusals } from "#lib/keys/refusals/count-refusal";
import { listRefusedAttempts } from "#lib/keys/refusals/queries";
import { forget } from "#lib/process";
import { generateToken, hashToken } from "#lib/secrets/token";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken } from "#testing/machine/running-gateway";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { useGateway } from "#testing/machine/use-gateway";
import { callerOf, NOW } from "#testing/people/factories";
import { startModernServer } from "#testing/servers/mcp-servers";

stillRateLimits();
useDatabase();
const world = useGateway({ servers: { notebook: startModernServer } });
beforeEach(() => {
  for (const name of ["refused-attempts", "rate-limit:failed-authentication"]) forget(name);
});

const LIST = { method: "tools/list" };

async function attemptAfter(send: () => Promise<unknown>) {
  await send();
  await flushAttempts();
  return db().refusedAttempt.findMany();
}

test.each<[string, (sent: string) => Record<string, string>]>([
  ["no_credential", () => ({})],
  ["no_bearer", (sent) => ({ authorization: sent })],
  ["placeholder", () => ({ authorization: `Bearer \${LATCHKEY_KEY}` })],
  ["cut_short", (sent) => ({ "x-api-key": sent.slice(0, 30) })],
  ["malformed", (sent) => ({ authorization: `Bearer "${sent}"` })],
])("records the problem of a refused client: %s", async (problem, headers) => {
  const [attempt, ...others] = await attemptAfter(() =>
    post(world.url, null, LIST, { ...headers(world.token), "user-agent": "cursor/1.2 (linux; x64)" }),
  );
  expect(others).toEqual([]);
  expect(attempt).toMatchObject({ problem, keyId: null, client: "cursor/1.2", address: "127.0.0.1" });
});

test("records the ended key, and no more of any token than lists show", async () => {
  await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
  const attempts = await attemptAfter(async () => {
    await world.post(LIST);
    await post(world.url, null, LIST, { authorization: world.token });
    await post(`${world.url}?key=${world.token}`, null, LIST);
  });
  expect(attempts).toMatchObject([
    { problem: "revoked", keyId: world.keyId, tokenStart: world.token.slice(0, 9) },
    { problem: "no_bearer", keyId: null, tokenStart: world.token.slice(0, 9) },
    { problem: "in_query", keyId: null, tokenStart: world.token.slice(0, 9) },
  ]);
  expect(JSON.stringify(attempts.map((one) => ({ ...one, id: null })))).not.toContain(world.token.slice(0, 10));
});

test("records nothing for an accepted client", async () => {
  expect(await attemptAfter(() => world.post(LIST))).toEqual([]);
  expect(await shown()).toEqual([]);
});

/** What the page of Ada's key shows. */
async function shown(keyId = world.keyId) {
  await flushKeyRefusals();
  return listRefusedAttempts(callerOf(world.ada), world.acme.slug, keyId);
}

const AGENT = { "user-agent": "cursor/1.2 (linux; x64)" };

test("whoever sends an ended token again and again cannot push an earlier client out of the page", async () => {
  await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
  for (let count = 0; count < 60; count += 1) await world.post(LIST, AGENT);
  const before = await shown();
  for (let count = 0; count < 5; count += 1) {
    const { status } = await world.post(LIST, { "user-agent": `other/${count}` });
    expect(status).toBe(429);
  }
  expect(await shown()).toEqual(before);
});

describe("on the page of a key, refused attempts with its token have", () => {
  const ENDINGS: [string, () => Promise<unknown>][] = [
    ["revoked", () => db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } })],
    ["expired", () => db().key.update({ where: { id: world.keyId }, data: { expiresAt: NOW } })],
  ];

  test.each(ENDINGS)("time, client, address and reason after it has ended: %s", async (reason, end) => {
    await end();
    for (let time = 0; time < 3; time += 1) await world.post(LIST, AGENT);
    await fetch(world.url, { headers: { ...AGENT, authorization: `Bearer ${world.token}` } });
    await fetch(world.url, { method: "HEAD", headers: { ...AGENT, "x-api-key": world.token } });
    const row = { client: "cursor 1.2", address: "127.0.0.1", count: 5, firstAt: NOW, lastAt: NOW };
    expect(await shown()).toMatchObject([{ reason, ...row, workspaceName: null }]);
  });

  test("the name that the client gives itself, in either era, also later in its session", async () => {
    const clientInfo = { name: "claude-code", version: "2.1" };
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
    await world.post({ method: "initialize", params }, AGENT);
    await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
    await world.post(LIST, AGENT);
    await world.post({ method: "initialize", params: { ...params, clientInfo: { name: "codex" } } }, AGENT);
    await world.postModern(LIST, AGENT);
    const clients = (await shown()).map(({ client, count }) => [client, count]);
    expect(clients.toSorted()).toEqual([
      ["claude-code 2.1", 1],
      ["codex", 1],
      ["test-client 9.9", 1],
    ]);
  });

  test("the reason that the account of the owner is disabled", async () => {
    await db().user.update({ where: { id: world.ada.id }, data: { disabledAt: NOW } });
    await world.post(LIST);
    await flushKeyRefusals();
    expect(await db().keyRefusal.findMany()).toMatchObject([{ keyId: world.keyId, reason: "owner_disabled" }]);
  });

  test("a count that ends where clients of the network are slowed down", async () => {
    await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
    const answers = await Promise.all(Array.from({ length: 90 }, () => world.post(LIST)));
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    expect(await shown()).toMatchObject([{ reason: "revoked", count: 60 }]);
  });

  test("the workspace and the reason where an accepted key is refused", async () => {
    await world.post({ method: "tools/call", params: { name: "notebook__add_note", arguments: { text: "x" } } }, AGENT);
    expect(await shown()).toMatchObject([{ reason: "scope", workspaceName: "Acme", client: "cursor 1.2" }]);
  });

  test("rate limits", async () => {
    await Promise.all(Array.from({ length: 200 }, () => world.post({ method: "ping" }, AGENT)));
    expect(await shown()).toMatchObject([{ reason: "rate_limited", client: "cursor 1.2", workspaceName: null }]);
  });

  test.each([
    ["network", { networks: ["192.0.2.0/24"] }],
    ["policy", { networks: ["192.0.2.0/24"], expiryRequired: true }],
    ["policy", { expiryRequired: true }],
  ])("the policy that leaves the key no workspace: %s", async (reason, rules) => {
    const workspaceId = world.acme.id;
    await db().workspacePolicy.create({ data: { workspaceId, updatedAt: NOW, ...rules } as never });
    await world.post(LIST, AGENT);
    await world.post({ method: "tools/call", params: { name: "notebook__list_notes" } }, AGENT);
    expect(await shown()).toMatchObject([{ reason, workspaceName: "Acme", count: 2 }]);
  });
});

test("attempts that do not carry the whole token are on no key's page", async () => {
  await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
  for (const sent of [
    world.token.slice(0, -1),
    `${world.token}x`,
    `${world.token.slice(0, -1)}!`,
    generateToken("mcp_"),
  ]) {
    await post(world.url, sent, LIST, AGENT);
  }
  await post(`${world.url}?key=${world.token}`, null, LIST, AGENT);
  expect(await shown()).toEqual([]);
});

test("a legacy token that has ended is not called malformed, and its page shows who tries it", async () => {
  forget("legacy-keys");
  const token = "sk-an-old-token-of-another-gateway";
  const { keyId } = await makeToken(world.ada, [world.acme]);
  await db().key.update({
    where: { id: keyId },
    data: { tokenHash: hashToken(token), isLegacy: true, revokedAt: NOW },
  });
  const { body } = await post(world.url, token, LIST, AGENT);
  expect(body.error?.data?.message).toContain("not found, expired or revoked");
  expect(await shown(keyId)).toMatchObject([{ reason: "revoked" }]);
  await db().key.update({ where: { id: keyId }, data: { revokedAt: addDays(NOW, -31) } });
  forget("legacy-keys");
  const later = await post(world.url, token, LIST, AGENT);
  expect(later.body.error?.data?.message).toContain("malformed");
});
