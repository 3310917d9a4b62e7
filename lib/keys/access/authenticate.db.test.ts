import { describe, expect, test, vi } from "vitest";
import { db } from "#lib/db/client";
import { lookupPool } from "#lib/db/pool";
import { authenticate } from "#lib/keys/access/authenticate";
import { lookUpKey } from "#lib/keys/access/key-lookup";
import { generateToken, hashToken } from "#lib/secrets/token";
import { makeKey, makeMembership, makeServiceKey, makeUpstream, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" }, labs: { ada: "member" } }, async () => ({
  token: generateToken("mcp_"),
}));

describe("outcomes", () => {
  test("tells a missing, a malformed and an invalid token apart", async () => {
    const { token } = world;
    expect(await authenticate(null, "127.0.0.1", NOW)).toEqual({ outcome: "missing" });
    expect(await authenticate("mcp_short", "127.0.0.1", NOW)).toEqual({ outcome: "malformed" });
    expect(await authenticate(token, "127.0.0.1", NOW)).toEqual({
      outcome: "invalid",
      reason: "unknown",
      keyId: null,
    });
  });

  test("accepts a key until 1 ms before its expiry, and refuses it from then on", async () => {
    const { ada, acme, token } = world;
    const keyId = await makeKey(ada, [acme], { token, expiresAt: NOW });
    expect(await authenticate(token, "127.0.0.1", new Date(NOW.getTime() - 1))).toMatchObject({ outcome: "ok" });
    expect(await authenticate(token, "127.0.0.1", NOW)).toEqual({ outcome: "invalid", reason: "expired", keyId });
    await db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
    expect(await authenticate(token, "127.0.0.1", NOW)).toEqual({ outcome: "invalid", reason: "revoked", keyId });
  });

  test("refuses a key of a disabled owner", async () => {
    const { ada, acme, token } = world;
    const keyId = await makeKey(ada, [acme], { token });
    await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
    expect(await authenticate(token, "127.0.0.1", NOW)).toEqual({
      outcome: "invalid",
      reason: "owner_disabled",
      keyId,
    });
  });

  test("accepts a key that was made under an earlier KEY_PREFIX", async () => {
    const { ada, acme } = world;
    const old = generateToken("acme_");
    await makeKey(ada, [acme], { token: old });
    expect(await authenticate(old, "127.0.0.1", NOW)).toMatchObject({ outcome: "ok" });
  });
});

describe("reach", () => {
  const reached = async () => {
    const { token } = world;
    const result = await authenticate(token, "127.0.0.1", NOW);
    return result.outcome === "ok" ? result.access.workspaces.map((one) => one.slug) : null;
  };

  test("is the workspaces of the key of which its owner is a member", async () => {
    const { ada, acme, labs, token } = world;
    const other = await makeWorkspace("Other", []);
    await makeKey(ada, [acme, labs, other], { token });
    expect(await reached()).toEqual([acme.slug, labs.slug].sort());
    await makeMembership(other.id, ada, "member");
    expect(await reached()).toContain(other.slug);
  });

  test("follows every change at once, because nothing is cached", async () => {
    const { ada, acme, labs, token } = world;
    const keyId = await makeKey(ada, [acme, labs], { token });
    expect(await reached()).toHaveLength(2);
    await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: labs.id }, data: { detachedAt: NOW } });
    expect(await reached()).toEqual([acme.slug]);
    await db().workspace.update({ where: { id: acme.id }, data: { slug: "renamed" } });
    expect(await reached()).toEqual(["renamed"]);
    await db().membership.deleteMany({ where: { userId: ada.id } });
    expect(await reached()).toEqual([]);
  });
});

describe("servers", () => {
  const servers = async () => {
    const { token } = world;
    const result = await authenticate(token, "127.0.0.1", NOW);
    return result.outcome === "ok"
      ? result.access.workspaces.flatMap((one) => one.upstreams.map(({ id }) => id))
      : null;
  };

  test("are those of the environment to which the key is limited", async () => {
    const { ada, acme, token } = world;
    const staging = await makeUpstream(acme, { environment: "staging" });
    await makeUpstream(acme);
    await makeUpstream(acme, { environment: "staging", disabledAt: NOW });
    await makeKey(ada, [acme], { token, environment: "staging" });
    expect(await servers()).toEqual([staging]);
  });

  test("are the chosen servers alone; when one is deleted, fewer are left and never all", async () => {
    const { ada, acme, token } = world;
    const chosen = await makeUpstream(acme);
    await makeUpstream(acme);
    await makeKey(ada, [acme], { token, serverIds: [chosen] });
    expect(await servers()).toEqual([chosen]);
    await db().upstream.delete({ where: { id: chosen } });
    expect(await servers()).toEqual([]);
  });

  test("match both the environment and the choice of servers", async () => {
    const { ada, acme, token } = world;
    const staging = await makeUpstream(acme, { environment: "staging" });
    const production = await makeUpstream(acme);
    await makeKey(ada, [acme], { token, environment: "production", serverIds: [staging, production] });
    expect(await servers()).toEqual([production]);
  });
});

describe("a service key", () => {
  test("reaches only the workspace that owns it, also when all members leave", async () => {
    const { acme, labs, token } = world;
    const keyId = await makeServiceKey(acme, { token });
    await db().keyWorkspace.create({ data: { keyId, workspaceId: labs.id } });
    await db().membership.deleteMany();
    const result = await authenticate(token, "127.0.0.1", NOW);
    expect(result).toMatchObject({ outcome: "ok", access: { userId: "", workspaces: [{ id: acme.id }] } });
  });

  test("has exactly one owner: the database refuses two owners and none", async () => {
    const { ada, acme, token } = world;
    const keyId = await makeServiceKey(acme, { token });
    await expect(db().key.update({ where: { id: keyId }, data: { userId: ada.id } })).rejects.toThrow("Key_one_owner");
    await expect(db().key.update({ where: { id: keyId }, data: { serviceWorkspaceId: null } })).rejects.toThrow(
      "Key_one_owner",
    );
  });
});

test("only a legacy token reaches workspaces that its owner joins later", async () => {
  const { ada, acme, token } = world;
  const legacy = generateToken("mcp_");
  await makeKey(ada, [acme], { token: legacy, isLegacy: true });
  await makeKey(ada, [acme], { token });
  const other = await makeWorkspace("Other", []);
  await makeMembership(other.id, ada, "member");
  const reachOf = async (one: string) => {
    const result = await authenticate(one, "127.0.0.1", NOW);
    return result.outcome === "ok" ? result.access.workspaces.map(({ id }) => id).sort() : null;
  };
  expect(await reachOf(legacy)).toEqual([acme.id, other.id].sort());
  expect(await reachOf(token)).toEqual([acme.id]);
});

describe("a policy", () => {
  const access = async (address = "127.0.0.1") => {
    const { token } = world;
    const result = await authenticate(token, address, NOW);
    if (result.outcome !== "ok") throw new Error("The key was refused.");
    return result.access;
  };

  test("blocks a key in its workspace, says why, and later allows it again", async () => {
    const { ada, acme, labs, token } = world;
    await makeKey(ada, [acme, labs], { token, scopes: ["mcp:full"] });
    const open = await access();
    await db().workspacePolicy.create({ data: { workspaceId: labs.id, fullAccess: "admins", updatedAt: NOW } });
    const outside = await access();
    expect(outside.workspaces.map(({ id }) => id)).toEqual([acme.id]);
    expect(outside.blocked).toEqual([
      { id: labs.id, slug: labs.slug, name: "Labs", blocks: ["full_access"], serverCount: 0 },
    ]);
    expect(outside.reach).not.toEqual(open.reach);
    await db().membership.updateMany({ where: { workspaceId: labs.id }, data: { role: "admin" } });
    const admitted = await access();
    expect(admitted).toMatchObject({ blocked: [], workspaces: { length: 2 } });
  });

  test("checks the address of each request", async () => {
    const { ada, acme, token } = world;
    await makeKey(ada, [acme], { token });
    await db().workspacePolicy.create({ data: { workspaceId: acme.id, networks: ["192.0.2.0/24"], updatedAt: NOW } });
    expect((await access("192.0.2.7")).blocked).toEqual([]);
    expect((await access("198.51.100.1")).blocked).toMatchObject([{ blocks: ["address"] }]);
  });
});

test("lookups that share a query get their own keys, and a lookup sees every earlier change", async () => {
  const { ada, acme } = world;
  const tokens = Array.from({ length: 50 }, () => generateToken("mcp_"));
  const ids = await Promise.all(tokens.map((one) => makeKey(ada, [acme], { token: one })));
  const rows = await Promise.all(tokens.flatMap((one) => [lookUpKey(hashToken(one)), lookUpKey(hashToken(one))]));
  expect(rows.map((row) => row?.keyId)).toEqual(ids.flatMap((id) => [id, id]));

  const [first] = tokens;
  const before = Promise.all(tokens.map((one) => lookUpKey(hashToken(one))));
  await db().key.updateMany({ data: { revokedAt: NOW } });
  const after = await lookUpKey(hashToken(first ?? ""));
  expect(after?.ended).toBe("revoked");
  await before;
});

test("answers more lookups at once than one query holds", async () => {
  const { ada, acme, token } = world;
  const keyId = await makeKey(ada, [acme], { token });
  const unknown = Array.from({ length: 999 }, (_, index) => lookUpKey(hashToken(`unknown ${index}`)));
  const found = await Promise.all([...unknown, lookUpKey(hashToken(token))]);
  expect(found.filter((row) => row !== undefined)).toMatchObject([{ keyId }]);
});

test("a lookup fails with the database, and the next one works", async () => {
  const { ada, acme, token } = world;
  const keyId = await makeKey(ada, [acme], { token });
  const query = vi.spyOn(lookupPool(), "query").mockRejectedValueOnce(new Error("The connection is lost.") as never);
  await expect(lookUpKey(hashToken(token))).rejects.toThrow("The connection is lost.");
  expect(await lookUpKey(hashToken(token))).toMatchObject({ keyId });
  query.mockRestore();
});

test("two copies of the module in one process, for the gateway and for pages, share their connections", async () => {
  const { ada, acme, token } = world;
  const keyId = await makeKey(ada, [acme], { token });
  const hash = hashToken(token);
  expect((await lookUpKey(hash))?.keyId).toBe(keyId);
  vi.resetModules();
  const copy = await import("#lib/keys/access/key-lookup");
  expect(copy.lookUpKey).not.toBe(lookUpKey);
  for (let times = 0; times < 4; times += 1) {
    expect((await copy.lookUpKey(hash))?.keyId).toBe(keyId);
    expect((await lookUpKey(hash))?.keyId).toBe(keyId);
  }
});
