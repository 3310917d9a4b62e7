import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { addDays, DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { isUsable, keyStatus } from "#lib/keys/access/status";
import { endedAt, usableAt } from "#lib/keys/lists/filters";
import { type KeyFilter, OWN_KEY_LISTS, type OwnKeyList } from "#lib/keys/lists/options";
import { listOwnKeysForDashboard } from "#lib/keys/lists/own-keys-for-dashboard";
import { listOwnKeysSchema, listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { listWorkspaceKeysForDashboard } from "#lib/keys/lists/workspace-keys";
import {
  callerOf,
  makeKey,
  makeMembership,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
} from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "admin" } });

const list = (user: TestUser, input: z.input<typeof listOwnKeysSchema> = {}) =>
  listOwnKeysForDashboard(callerOf(user), listOwnKeysSchema.parse(input));

test("splits the caller's keys into usable keys, legacy tokens and ended keys", async () => {
  const { ada, acme } = world;
  await makeKey(ada, [acme], { name: "active" });
  await makeKey(ada, [acme], { name: "expiring", expiresAt: addDays(NOW, 3) });
  await makeKey(ada, [acme], { name: "legacy", isLegacy: true });
  await makeKey(ada, [acme], { name: "expired", expiresAt: NOW });
  await makeKey(ada, [acme], { name: "revoked", revokedAt: NOW });
  const listed = async (name: OwnKeyList) =>
    (await list(ada, { list: name })).keys.map((key) => [key.name, key.status]);
  expect(await listed("usable")).toEqual([
    ["expiring", "expiring"],
    ["active", "active"],
  ]);
  expect(await listed("legacy")).toEqual([["legacy", "active"]]);
  expect(await listed("ended")).toEqual([
    ["revoked", "revoked"],
    ["expired", "expired"],
  ]);
});

test("never shows keys of others, even in a shared workspace", async () => {
  const { ada, acme } = world;
  const bob = await makeUser("Bob");
  await makeMembership(acme.id, bob, "owner");
  await makeKey(ada, [acme]);
  for (const name of OWN_KEY_LISTS) {
    const none = { keys: [], total: { counted: 0, isExact: true }, nextCursor: null };
    expect(await list(bob, { list: name })).toEqual(none);
  }
});

test("pages neither skip nor repeat a key", async () => {
  const { ada, acme } = world;
  for (const revokedAt of [null, NOW]) for (let n = 0; n < 30; n += 1) await makeKey(ada, [acme], { revokedAt });
  for (const name of ["usable", "ended"] as const) {
    const first = await list(ada, { list: name });
    expect(first).toMatchObject({ total: { counted: 30, isExact: true }, nextCursor: expect.any(String) });
    const second = await list(ada, { list: name, cursor: first.nextCursor });
    expect(second).toMatchObject({ total: { counted: 30, isExact: true }, nextCursor: null });
    expect(new Set([...first.keys, ...second.keys].map(({ id }) => id)).size).toBe(30);
  }
});

test("a search finds names, workspaces and masks, and knows no wildcards", async () => {
  const { ada, acme } = world;
  const labs = await makeWorkspace("Labs", [[ada, "owner"]]);
  const named = await makeKey(ada, [acme], { name: "100% Laptop" });
  const other = await makeKey(ada, [acme, labs], { name: "1000 desks" });
  const [{ mask } = { mask: "" }] = (await list(ada, { search: "1000" })).keys;
  const found = async (search: string) => (await list(ada, { search })).keys.map(({ id }) => id);
  expect(await found("laptop")).toEqual([named]);
  expect(await found("100%")).toEqual([named]);
  expect(await found("1_0")).toEqual([]);
  expect(await found("labs")).toEqual([other]);
  expect(await found(mask)).toEqual([other]);
  expect(await found(mask.slice(0, mask.indexOf("…")))).toEqual([other]);
  expect(await found("acme")).toEqual([other, named]);
});

test("marks a workspace that the owner left", async () => {
  const { ada, acme } = world;
  await makeKey(ada, [acme]);
  await db().membership.deleteMany();
  const { keys } = await list(ada);
  expect(keys[0]?.workspaces).toMatchObject([{ name: "Acme", ownerIsMember: false }]);
});

test("shows when, by which client and from which address a key was used last", async () => {
  const { ada, acme } = world;
  const id = await makeKey(ada, [acme]);
  await db().key.update({
    where: { id },
    data: {
      lastUsedAt: NOW,
      lastUsedClient: "claude-code",
      lastUsedVersion: "2.1.3",
      lastUsedTitle: "Claude Code",
      lastUsedAddress: "::1",
    },
  });
  const { keys } = await list(ada);
  expect(keys[0]?.lastUse).toEqual({
    at: NOW,
    client: "claude-code",
    version: "2.1.3",
    title: "Claude Code",
    address: "::1",
  });
});

test("does not show scopes of a newer version", async () => {
  const { ada, acme } = world;
  await makeKey(ada, [acme], { scopes: ["mcp:read", "mcp:teleport"] });
  const { keys } = await list(ada);
  expect(keys[0]?.scopes).toEqual(["mcp:read"]);
});

test("the conditions of queries agree with the derived status for every key", async () => {
  const { ada, acme } = world;
  const offset = fc.option(
    fc.oneof(
      fc.integer({ min: -20, max: 20 }).map((days) => days * DAY_MS),
      fc.integer(),
    ),
  );
  const rows = fc.sample(fc.tuple(offset, fc.boolean()), 50);
  for (const [expiresInMs, revoked] of rows) {
    const expiresAt = expiresInMs === null ? null : new Date(NOW.getTime() + expiresInMs);
    await makeKey(ada, [acme], { expiresAt, revokedAt: revoked ? NOW : null });
  }
  const keys = await db().key.findMany();
  const matched = async (where: object) => new Set((await db().key.findMany({ where })).map((key) => key.id));
  const [usable, inactive] = await Promise.all([usableAt(NOW), endedAt(NOW)].map(matched));
  const listed = async (filter: KeyFilter) => {
    const page = await listWorkspaceKeysForDashboard(callerOf(ada), acme.id, listWorkspaceKeysSchema.parse({ filter }));
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
