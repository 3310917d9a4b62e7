import { describe, expect, test } from "vitest";
import { hashPassword } from "#lib/auth/passwords/password";
import { HOUR_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { createKey } from "#lib/keys/life/create-key";
import { createKeySchema, type UpdateKeyInput, updateKeySchema } from "#lib/keys/settings/schema";
import { updateKey } from "#lib/keys/settings/update-key";
import {
  callerOf,
  makeKey,
  makeMembership,
  makeUpstream,
  makeUser,
  makeWorkspace,
  NOW,
} from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const PASSWORD = "four unrelated words here";
const longAgo = new Date(NOW.getTime() - HOUR_MS - 1);

const world = useWorkspace({ acme: { ada: "member" }, labs: { ada: "member" } }, async ({ acme }) => ({
  notes: await makeUpstream(acme, { slug: "notes" }),
  staging: await makeUpstream(acme, { slug: "notes-staging", environment: "staging" }),
}));

const update = (keyId: string, change: object, authenticatedAt = NOW) =>
  updateKey(callerOf(world.ada, NOW, authenticatedAt), updateKeySchema.parse({ keyId, ...change }) as UpdateKeyInput);

async function reachedServers(token: string): Promise<string[]> {
  const answer = await authenticate(token, "127.0.0.1", NOW);
  if (answer.outcome !== "ok") return [];
  return answer.access.workspaces.flatMap((workspace) => workspace.upstreams.map((upstream) => upstream.id));
}

const setPassword = async () =>
  db().user.update({ where: { id: world.ada.id }, data: { passwordHash: await hashPassword(PASSWORD) } });

describe("a new key reaches", () => {
  const create = (input: object) =>
    createKey(world.callers.ada, createKeySchema.parse({ workspaceIds: [world.acme.id], ...input }));

  test("all servers of its workspaces, also later ones, unless some are chosen", async () => {
    const { acme, notes, staging } = world;
    const { key, token } = await create({});
    expect(key).toMatchObject({ environment: null, servers: null });
    const later = await makeUpstream(acme);
    expect((await reachedServers(token)).sort()).toEqual([notes, staging, later].sort());
  });

  test("the servers of one environment", async () => {
    const { staging } = world;
    const { key, token } = await create({ environment: "staging" });
    expect(key.environment).toBe("staging");
    expect(await reachedServers(token)).toEqual([staging]);
  });

  test("chosen servers alone, and none when the last of them is deleted", async () => {
    const { acme, notes } = world;
    const { key, token } = await create({ serverIds: [notes] });
    expect(key.servers).toEqual([{ id: notes, name: "notes", workspaceId: acme.id }]);
    expect(await reachedServers(token)).toEqual([notes]);
    await db().upstream.delete({ where: { id: notes } });
    expect(await reachedServers(token)).toEqual([]);
  });

  test("its workspaces until a given instant", async () => {
    const { key } = await create({ expiresAt: "2026-12-24T18:00:00+01:00" });
    expect(key.expiresAt).toEqual(new Date("2026-12-24T17:00:00Z"));
  });

  test.each(["2026-11-21T12:00:00Z", "2027-11-21T12:00:00.001Z"])(
    "nothing when its expiry would be %s",
    async (expiresAt) => {
      await expect(create({ expiresAt })).rejects.toMatchObject({ fields: { expiresAt: expect.any(String) } });
    },
  );

  test("no server of another workspace, nor of another environment", async () => {
    const { labs, notes } = world;
    const other = await makeUpstream(labs);
    const foreign = await makeUpstream(await makeWorkspace("Foreign", []));
    const refused = { code: "INVALID_INPUT", fields: { serverIds: expect.any(String) } };
    await expect(create({ serverIds: [notes, other] })).rejects.toMatchObject(refused);
    await expect(create({ serverIds: [foreign] })).rejects.toMatchObject(refused);
    await expect(create({ serverIds: [notes], environment: "staging" })).rejects.toMatchObject(refused);
    expect(await db().key.count()).toBe(0);
  });
});

describe("a narrower setting", () => {
  test("holds from the next request on and needs no password: workspace, environment, server and scope", async () => {
    const { acme, labs, notes, staging } = world;
    await makeUpstream(labs);
    const { key, token } = await createKey(
      world.callers.ada,
      createKeySchema.parse({ workspaceIds: [acme.id, labs.id], scopes: ["mcp:full"] }),
    );
    await update(key.id, { workspaceIds: [acme.id] }, longAgo);
    expect((await reachedServers(token)).sort()).toEqual([notes, staging].sort());
    await update(key.id, { environment: "production" }, longAgo);
    expect(await reachedServers(token)).toEqual([notes]);
    await update(key.id, { scopes: ["mcp:tools:list"] }, longAgo);
    const answer = await authenticate(token, "127.0.0.1", NOW);
    expect(answer.outcome === "ok" && [...answer.access.rights]).toEqual(["tools:list"]);
    await update(key.id, { serverIds: [notes] }, longAgo);
    await makeUpstream(acme);
    expect(await reachedServers(token)).toEqual([notes]);
  });

  test("leaves the other settings as they are", async () => {
    const { ada, acme, notes } = world;
    const id = await makeKey(ada, [acme], { name: "Laptop", environment: "production", serverIds: [notes] });
    const key = await update(id, { name: "Desk" });
    expect(key).toMatchObject({
      name: "Desk",
      environment: "production",
      servers: [{ id: notes }],
      scopes: ["mcp:read"],
    });
    expect((await update(id, { name: null })).name).toBeNull();
  });
});

describe("chosen servers never become all of them", () => {
  test("when the last one is deleted and the key is renamed", async () => {
    const { ada, acme, notes } = world;
    const id = await makeKey(ada, [acme], { serverIds: [notes] });
    await db().upstream.delete({ where: { id: notes } });
    expect((await update(id, { name: "Renamed" })).servers).toEqual([]);
    expect((await update(id, { name: "Again", serverIds: [] })).servers).toEqual([]);
    expect(await db().key.findUnique({ where: { id } })).toMatchObject({ allServers: false });
  });

  test("when their workspace is removed, or the environment changes", async () => {
    const { ada, acme, labs, notes } = world;
    const id = await makeKey(ada, [acme, labs], { serverIds: [notes] });
    expect((await update(id, { workspaceIds: [labs.id] })).servers).toEqual([]);
    const other = await makeKey(ada, [acme], { serverIds: [notes] });
    expect((await update(other, { environment: "staging" })).servers).toEqual([]);
  });

  test("through an empty list: one must be chosen, or null sent for all", async () => {
    const { ada, acme, notes } = world;
    const id = await makeKey(ada, [acme], { serverIds: [notes] });
    await expect(update(id, { serverIds: [] })).rejects.toMatchObject({ fields: { serverIds: expect.any(String) } });
    expect((await update(id, { serverIds: null })).servers).toBeNull();
  });
});

describe("widening", () => {
  const wider = { scopes: ["mcp:full"] };

  test("needs no password within an hour of signing in", async () => {
    const { ada, acme } = world;
    const id = await makeKey(ada, [acme]);
    const hourAgo = new Date(NOW.getTime() - HOUR_MS);
    expect((await update(id, wider, hourAgo)).scopes).toEqual(["mcp:full"]);
  });

  test.each([
    ["a scope", wider],
    ["another workspace", () => ({ workspaceIds: [world.acme.id, world.labs.id] })],
    ["every environment", { environment: null }],
    ["every server", { serverIds: null }],
  ])("by %s asks for the password after an hour, and takes it", async (_what, change) => {
    const { ada, acme, notes } = world;
    await setPassword();
    const id = await makeKey(ada, [acme], { environment: "production", serverIds: [notes] });
    const wanted = typeof change === "function" ? change() : change;
    await expect(update(id, wanted, longAgo)).rejects.toMatchObject({ fields: { password: expect.any(String) } });
    await expect(update(id, { ...wanted, password: "wrong" }, longAgo)).rejects.toMatchObject({
      fields: { password: "This is not your current password." },
    });
    await update(id, { ...wanted, password: PASSWORD }, longAgo);
    expect(await db().auditEvent.count({ where: { action: "key.updated", workspaceId: null } })).toBe(1);
  });

  test("sends accounts without a password to sign in again", async () => {
    const { ada, acme } = world;
    const id = await makeKey(ada, [acme]);
    await expect(update(id, wider, longAgo)).rejects.toMatchObject({ fields: { signIn: expect.any(String) } });
    await expect(update(id, { ...wider, password: "any" }, longAgo)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("throttles wrong passwords as the sign-in page does", async () => {
    const { ada, acme } = world;
    await setPassword();
    const id = await makeKey(ada, [acme]);
    const guess = (password: string) => update(id, { ...wider, password }, longAgo).catch(({ code }) => code);
    const guesses: string[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) guesses.push(await guess("wrong"));
    expect(guesses).toEqual(Array(5).fill("INVALID_INPUT"));
    expect(await guess(PASSWORD)).toBe("RATE_LIMITED");
    expect((await db().key.findUnique({ where: { id } }))?.scopes).toEqual(["mcp:read"]);
  });

  test("accepts only workspaces of the owner", async () => {
    const { ada, acme } = world;
    const id = await makeKey(ada, [acme]);
    const foreign = await makeWorkspace("Foreign", [[await makeUser("Bob"), "owner"]]);
    await expect(update(id, { workspaceIds: [acme.id, foreign.id] })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("is refused", () => {
  test.each([
    ["revoked", { revokedAt: NOW }],
    ["expired", { expiresAt: NOW }],
  ])("for a key that is %s", async (status, options) => {
    const { ada, acme } = world;
    const id = await makeKey(ada, [acme], options);
    await expect(update(id, { name: "New" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(status),
    });
  });

  test("for a key of somebody else, with the answer for a missing key", async () => {
    const { acme } = world;
    const bob = await makeUser("Bob");
    await makeMembership(acme.id, bob, "owner");
    const id = await makeKey(bob, [acme]);
    await expect(update(id, { name: "Mine" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("for a workspace that an admin detached", async () => {
    const { ada, acme, labs } = world;
    const id = await makeKey(ada, [acme, labs]);
    await db().keyWorkspace.updateMany({ where: { keyId: id, workspaceId: acme.id }, data: { detachedAt: NOW } });
    await expect(update(id, { workspaceIds: [acme.id, labs.id] })).rejects.toMatchObject({
      fields: { workspaceIds: expect.stringContaining("An admin of Acme revoked this key's access") },
    });
    expect((await update(id, { name: "Still" })).workspaces.filter((one) => one.detached)).toHaveLength(1);
  });

  test("for a legacy token", async () => {
    const { ada, acme, labs } = world;
    const id = await makeKey(ada, [acme, labs], { isLegacy: true });
    for (const change of [{ name: "Other" }, { scopes: ["mcp:tools:list"] }, { workspaceIds: [acme.id] }]) {
      await expect(update(id, change)).rejects.toMatchObject({ code: "CONFLICT" });
    }
  });
});

test("keeps a workspace that the owner has left, for the case that they come back", async () => {
  const { ada, acme, labs } = world;
  const id = await makeKey(ada, [acme, labs], { token: "unused" });
  await db().membership.deleteMany({ where: { workspaceId: labs.id } });
  const key = await update(id, { name: "Renamed" });
  expect(key.workspaces.map((workspace) => [workspace.name, workspace.ownerIsMember])).toEqual([
    ["Acme", true],
    ["Labs", false],
  ]);
});

describe("the audit log", () => {
  const rows = () => db().auditEvent.findMany({ where: { action: "key.updated" }, orderBy: { id: "asc" } });
  const rowOf = async (workspaceId: string | null) => (await rows()).find((row) => row.workspaceId === workspaceId);

  test("holds before and after, and a row for each workspace that was added or removed", async () => {
    const { ada, acme, labs } = world;
    const shop = await makeWorkspace("Shop", [[ada, "member"]]);
    const id = await makeKey(ada, [acme, labs], { name: "Laptop" });
    await update(id, { name: "Desk", workspaceIds: [acme.id, shop.id] });
    expect(await rows()).toHaveLength(4);
    expect(await rowOf(null)).toMatchObject({
      before: { name: "Laptop", workspaces: [acme.id, labs.id] },
      after: { name: "Desk", workspaces: [acme.id, shop.id] },
    });
    expect(await rowOf(acme.id)).toMatchObject({ before: { name: "Laptop" }, after: { name: "Desk" }, details: {} });
    expect(await rowOf(labs.id)).toMatchObject({ details: { workspace: "removed" }, after: null });
    expect(await rowOf(shop.id)).toMatchObject({ details: { workspace: "added" }, before: null });
    const seenByAcme = JSON.stringify(await rowOf(acme.id));
    for (const other of [labs.id, shop.id]) expect(seenByAcme).not.toContain(other);
  });

  test("names to each workspace its own servers alone, and has no row where nothing changed", async () => {
    const { ada, acme, labs, notes } = world;
    const board = await makeUpstream(labs);
    const id = await makeKey(ada, [acme, labs], { serverIds: [notes, board] });
    await update(id, { serverIds: [board] });
    expect(await rowOf(acme.id)).toMatchObject({ before: { servers: [notes] }, after: { servers: [] } });
    expect(await rowOf(labs.id)).toBeUndefined();
    expect(JSON.stringify(await rowOf(acme.id))).not.toContain(board);
  });

  test("has no row when nothing changed", async () => {
    const { ada, acme } = world;
    const id = await makeKey(ada, [acme]);
    await update(id, {
      name: "Test key",
      workspaceIds: [acme.id],
      scopes: ["mcp:read"],
      environment: null,
      serverIds: null,
    });
    expect(await rows()).toEqual([]);
  });

  test("never holds the password", async () => {
    const { ada, acme } = world;
    await setPassword();
    const id = await makeKey(ada, [acme]);
    await update(id, { scopes: ["mcp:full"], password: PASSWORD }, new Date(NOW.getTime() - 61 * MINUTE_MS));
    expect(JSON.stringify(await rows())).not.toContain(PASSWORD);
  });
});
