import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { type LeakReport, revokeLeaked } from "#lib/keys/leaks/leak-report";
import { generateToken, hashToken } from "#lib/secrets/token";
import { makeKey, makeServiceKey, makeUser, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } });

const reportOf = (tokens: string[], more: Partial<LeakReport> = {}): LeakReport => ({
  source: "anybody",
  at: NOW,
  address: "203.0.113.7",
  tokens: new Map(tokens.map((token) => [token, { url: null }])),
  ...more,
});

async function makeToken(owner: TestUser, workspaces: TestWorkspace[], options: Parameters<typeof makeKey>[2] = {}) {
  const token = generateToken("mcp_");
  return { token, keyId: await makeKey(owner, workspaces, { ...options, token }) };
}

describe("a reported key", () => {
  test("is revoked as leaked and refused from then on", async () => {
    const { ada, acme } = world;
    const { token, keyId } = await makeToken(ada, [acme]);
    expect(await revokeLeaked(reportOf([token]))).toEqual(new Set([token]));
    expect(await authenticate(token, "127.0.0.1", NOW)).toMatchObject({ outcome: "invalid", reason: "revoked" });
    expect(await db().key.findUnique({ where: { id: keyId } })).toMatchObject({
      revokedAt: NOW,
      leakedAt: NOW,
      revokedReason: "leaked",
      revokedById: null,
    });
  });

  test("notifies its owner, once", async () => {
    const { ada, acme } = world;
    const { token, keyId } = await makeToken(ada, [acme]);
    await revokeLeaked(reportOf([token]));
    await revokeLeaked(reportOf([token]));
    expect(await db().notice.findMany()).toMatchObject([{ userId: ada.id, kind: "key.leaked", keyId, at: NOW }]);
  });

  test("notifies the owners and admins of the workspace, for a service key", async () => {
    const { ada, acme } = world;
    const [grace, bob] = [await makeUser("Grace"), await makeUser("Bob")];
    for (const [user, role] of [
      [grace, "admin"],
      [bob, "member"],
    ] as const) {
      await db().membership.create({ data: { workspaceId: acme.id, userId: user.id, role, createdAt: NOW } });
    }
    const token = generateToken("mcp_");
    const keyId = await makeServiceKey(acme, { token });
    await revokeLeaked(reportOf([token]));
    const notices = await db().notice.findMany();
    expect(notices.map((one) => one.userId).sort()).toEqual([ada.id, grace.id].sort());
    expect(notices[0]).toMatchObject({ keyId });
  });

  test("is recorded for its owner and each of its workspaces, with the URL and without the token", async () => {
    const { ada, acme } = world;
    const { token, keyId } = await makeToken(ada, [acme]);
    const url = "https://github.com/acme/site/blob/main/.env";
    await revokeLeaked(reportOf([], { source: "github", tokens: new Map([[token, { url }]]) }));
    const events = await db().auditEvent.findMany({ orderBy: [{ action: "asc" }, { workspaceId: "asc" }] });
    const leaked = { action: "key.leaked", actorKind: "stranger", actorId: null, targetId: keyId };
    expect(events).toMatchObject([
      { ...leaked, workspaceId: acme.id, address: "203.0.113.7", details: { source: "github", url } },
      { ...leaked, workspaceId: null },
      { action: "key.revoked", workspaceId: acme.id, details: { reason: "leaked" } },
      { action: "key.revoked", workspaceId: null },
    ]);
    expect(JSON.stringify(events)).not.toContain(token);
    expect(JSON.stringify(events)).not.toContain(hashToken(token));
  });

  test("stays as it was when it was revoked before, and nobody is notified", async () => {
    const { ada, acme } = world;
    const { token, keyId } = await makeToken(ada, [acme], { revokedAt: addDays(NOW, -1) });
    const before = await db().key.findUnique({ where: { id: keyId } });
    expect(await revokeLeaked(reportOf([token]))).toEqual(new Set([token]));
    expect(await db().key.findUnique({ where: { id: keyId } })).toEqual(before);
    expect(await db().notice.count()).toBe(0);
    expect(await db().auditEvent.count()).toBe(0);
  });

  test("is revoked also when it has expired", async () => {
    const { ada, acme } = world;
    const { token, keyId } = await makeToken(ada, [acme], { expiresAt: addDays(NOW, -1) });
    await revokeLeaked(reportOf([token]));
    expect(await db().key.findUnique({ where: { id: keyId } })).toMatchObject({ leakedAt: NOW });
  });
});

test("revokes only the keys that are reported", async () => {
  const { ada, acme } = world;
  const { token } = await makeToken(ada, [acme]);
  const other = await makeToken(ada, [acme]);
  await revokeLeaked(reportOf([token, generateToken("mcp_"), "anything", ""]));
  expect(await authenticate(other.token, "127.0.0.1", NOW)).toMatchObject({ outcome: "ok" });
});

test("reports of the same keys at the same time, in any order, revoke each key once", async () => {
  const { ada, acme } = world;
  const tokens: string[] = [];
  for (let index = 0; index < 20; index += 1) tokens.push((await makeToken(ada, [acme])).token);
  await Promise.all(
    [tokens, tokens.toReversed(), tokens, tokens.toReversed()].map((one) => revokeLeaked(reportOf(one))),
  );
  expect(await db().notice.count()).toBe(20);
  expect(await db().auditEvent.count({ where: { action: "key.leaked", workspaceId: null } })).toBe(20);
});

test("one report may hold a thousand tokens, of which half belong to keys", async () => {
  const { ada, acme } = world;
  const tokens = Array.from({ length: 1_000 }, () => generateToken("mcp_"));
  await db().key.createMany({
    data: tokens.slice(0, 500).map((token, index) => ({
      id: `key_${index}`,
      familyId: `key_${index}`,
      userId: ada.id,
      tokenHash: hashToken(token),
      tokenStart: "mcp_",
      tokenEnd: "",
      createdAt: NOW,
      updatedAt: NOW,
    })),
  });
  await db().keyWorkspace.createMany({
    data: tokens.slice(0, 500).map((_, index) => ({ keyId: `key_${index}`, workspaceId: acme.id })),
  });
  expect((await revokeLeaked(reportOf(tokens))).size).toBe(500);
  expect(await db().key.count({ where: { leakedAt: NOW } })).toBe(500);
});
