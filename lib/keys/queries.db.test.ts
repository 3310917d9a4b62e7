import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { useDatabase } from "#lib/db/testing";
import { inactiveAt, usableAt } from "#lib/keys/filters";
import type { KeyFilter } from "#lib/keys/limits";
import { listMyKeys } from "#lib/keys/queries";
import { listWorkspaceKeysSchema } from "#lib/keys/schema";
import { isUsable, keyStatus } from "#lib/keys/status";
import { listWorkspaceKeys } from "#lib/keys/workspace-keys";
import { callerOf, makeKey, makeUser, makeWorkspace, NOW } from "#lib/testing/factories";

useDatabase();

async function ada() {
  const user = await makeUser("Ada");
  return { user, acme: await makeWorkspace("Acme", [[user, "admin"]]) };
}

test("the caller's keys are split into those in use and those that ended", async () => {
  const { user, acme } = await ada();
  await makeKey(user, [acme], { name: "active" });
  await makeKey(user, [acme], { name: "expiring", expiresAt: addDays(NOW, 3) });
  await makeKey(user, [acme], { name: "expired", expiresAt: NOW });
  await makeKey(user, [acme], { name: "revoked", revokedAt: NOW });
  const { usable, inactive, inactiveCount } = await listMyKeys(callerOf(user));
  expect(usable.map((key) => [key.name, key.status])).toEqual([
    ["expiring", "expiring"],
    ["active", "active"],
  ]);
  expect(inactive.map((key) => [key.name, key.status])).toEqual([
    ["revoked", "revoked"],
    ["expired", "expired"],
  ]);
  expect(inactiveCount).toBe(2);
});

test("keys of others never appear, even in a shared workspace", async () => {
  const { user, acme } = await ada();
  const bob = await makeUser("Bob");
  await db().membership.create({ data: { workspaceId: acme.id, userId: bob.id, role: "owner", createdAt: NOW } });
  await makeKey(user, [acme]);
  expect(await listMyKeys(callerOf(bob))).toEqual({ usable: [], inactive: [], inactiveCount: 0 });
});

test("a workspace that the owner left is marked", async () => {
  const { user, acme } = await ada();
  await makeKey(user, [acme]);
  await db().membership.deleteMany();
  const { usable } = await listMyKeys(callerOf(user));
  expect(usable[0]?.workspaces).toMatchObject([{ name: "Acme", ownerIsMember: false }]);
});

test("the last use tells when, by which client and from where", async () => {
  const { user, acme } = await ada();
  const id = await makeKey(user, [acme]);
  const lastUse = { lastUsedAt: NOW, lastUsedClient: "claude-code", lastUsedVersion: "2.1.3", lastUsedAddress: "::1" };
  await db().key.update({ where: { id }, data: lastUse });
  const { usable } = await listMyKeys(callerOf(user));
  expect(usable[0]?.lastUse).toEqual({ at: NOW, client: "claude-code", version: "2.1.3", address: "::1" });
});

test("scopes of a newer version are left out of what is shown", async () => {
  const { user, acme } = await ada();
  await makeKey(user, [acme], { scopes: ["mcp:read", "mcp:teleport"] });
  const { usable } = await listMyKeys(callerOf(user));
  expect(usable[0]?.scopes).toEqual(["mcp:read"]);
});

test("conditions of queries and the derived status say the same of every key", async () => {
  const { user, acme } = await ada();
  const offset = fc.option(
    fc.oneof(
      fc.integer({ min: -20, max: 20 }).map((days) => days * DAY_MS),
      fc.integer(),
    ),
  );
  const rows = fc.sample(fc.tuple(offset, fc.boolean()), 50);
  for (const [expiresInMs, revoked] of rows) {
    const expiresAt = expiresInMs === null ? null : new Date(NOW.getTime() + expiresInMs);
    await makeKey(user, [acme], { expiresAt, revokedAt: revoked ? NOW : null });
  }
  const keys = await db().key.findMany();
  const matched = async (where: object) => new Set((await db().key.findMany({ where })).map((key) => key.id));
  const [usable, inactive] = await Promise.all([usableAt(NOW), inactiveAt(NOW)].map(matched));
  const listed = async (filter: KeyFilter) => {
    const page = await listWorkspaceKeys(callerOf(user), acme.id, listWorkspaceKeysSchema.parse({ filter }));
    return new Set(page.keys.map((key) => key.id));
  };
  const [expiring, expired] = [await listed("expiring"), await listed("expired")];
  for (const key of keys) {
    const status = keyStatus(key, NOW);
    expect(usable?.has(key.id)).toBe(isUsable(status));
    expect(expiring.has(key.id)).toBe(status === "expiring");
    expect(expired.has(key.id)).toBe(status === "expired");
    expect(inactive?.has(key.id)).toBe(!isUsable(status));
  }
});
