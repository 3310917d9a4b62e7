import { describe, expect, test } from "vitest";
import { addDays, HOUR_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { revokeKeySchema } from "#lib/keys/life/schema";
import { generateToken } from "#lib/secrets/token";
import { callerOf, makeKey, makeUser, makeWorkspace, NOW, type TestUser } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "member" } });

const inputOf = (keyId: string, more: { reason?: string; confirmation?: string } = {}) =>
  revokeKeySchema.parse({ keyId, ...more });

const keyCaller = (user: TestUser) => ({
  ...callerOf(user),
  principal: { kind: "key" as const, userId: user.id, keyId: "key_x" },
});

describe("revoking a key", () => {
  test("revokes it at once and records that", async () => {
    const { ada, acme } = world;
    const keyId = await makeKey(ada, [acme]);
    const key = await revokeKey(callerOf(ada), inputOf(keyId));
    expect(key).toMatchObject({ status: "revoked", revoked: { at: NOW, byName: "Ada", reason: null } });
    expect(await db().auditEvent.findMany({ orderBy: { workspaceId: "asc" } })).toMatchObject([
      { action: "key.revoked", targetId: keyId, workspaceId: acme.id },
      { action: "key.revoked", targetId: keyId, workspaceId: null },
    ]);
  });

  test("a second time answers the same and changes nothing", async () => {
    const { ada, acme } = world;
    const keyId = await makeKey(ada, [acme]);
    const first = await revokeKey(callerOf(ada), inputOf(keyId));
    const second = await revokeKey(callerOf(ada, addDays(NOW, 1)), inputOf(keyId));
    expect(second).toEqual(first);
    expect(await db().auditEvent.count({ where: { workspaceId: null } })).toBe(1);
  });

  test("records nothing in a workspace that was detached from the key", async () => {
    const { ada, acme } = world;
    const labs = await makeWorkspace("Labs", [[ada, "member"]]);
    const keyId = await makeKey(ada, [acme, labs]);
    await db().keyWorkspace.updateMany({ where: { workspaceId: labs.id }, data: { detachedAt: NOW } });
    await revokeKey(callerOf(ada), inputOf(keyId));
    expect(await db().auditEvent.count({ where: { workspaceId: acme.id } })).toBe(1);
    expect(await db().auditEvent.count({ where: { workspaceId: labs.id } })).toBe(0);
  });

  test("is refused for a key of somebody else, even to an owner of the workspace", async () => {
    const { ada, acme } = world;
    const bob = await makeUser("Bob");
    await db().membership.create({ data: { workspaceId: acme.id, userId: bob.id, role: "owner", createdAt: NOW } });
    const keyId = await makeKey(ada, [acme]);
    await expect(revokeKey(callerOf(bob), inputOf(keyId))).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await db().key.count({ where: { revokedAt: null } })).toBe(1);
  });

  test("is refused to a key", async () => {
    const { ada, acme } = world;
    const keyId = await makeKey(ada, [acme]);
    await expect(revokeKey(keyCaller(ada), inputOf(keyId))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("a revoked key is refused once the command returns", async () => {
  const { ada, acme } = world;
  const token = generateToken("mcp_");
  const keyId = await makeKey(ada, [acme], { token });
  expect(await authenticate(token, "127.0.0.1", NOW)).toMatchObject({ outcome: "ok" });
  await revokeKey(callerOf(ada), inputOf(keyId));
  expect(await authenticate(token, "127.0.0.1", NOW)).toMatchObject({ outcome: "invalid", reason: "revoked" });
});

describe("a reason", () => {
  test("is stored with the key and in the audit log", async () => {
    const { ada, acme } = world;
    const keyId = await makeKey(ada, [acme]);
    const key = await revokeKey(callerOf(ada), inputOf(keyId, { reason: "  Lost laptop " }));
    expect(key.revoked).toEqual({ at: NOW, byName: "Ada", reason: "Lost laptop" });
    const details = await db().auditEvent.findMany({ select: { details: true } });
    expect(details).toEqual([{ details: { reason: "Lost laptop" } }, { details: { reason: "Lost laptop" } }]);
  });
});

describe("a key that was used in the last hour", () => {
  async function used(msAgo: number, name?: string) {
    const { ada, acme } = world;
    const keyId = await makeKey(ada, [acme], { name: "Claude Desktop" });
    const lastUsedAt = new Date(NOW.getTime() - msAgo);
    await db().key.update({ where: { id: keyId }, data: { lastUsedAt, ...(name === "" && { name: null }) } });
    return { ada, keyId };
  }

  test("is revoked only when its name is typed", async () => {
    const { ada, keyId } = await used(59 * MINUTE_MS);
    for (const confirmation of [undefined, "", "Claude"]) {
      const input = inputOf(keyId, { ...(confirmation !== undefined && { confirmation }) });
      await expect(revokeKey(callerOf(ada), input)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        fields: { confirmation: "This key was used in the last hour. Type Claude Desktop to revoke it." },
      });
    }
    expect(await db().auditEvent.count()).toBe(0);
    const key = await revokeKey(callerOf(ada), inputOf(keyId, { confirmation: " Claude Desktop " }));
    expect(key.status).toBe("revoked");
  });

  test("is revoked with the beginning of its token when it has no name", async () => {
    const { ada, keyId } = await used(MINUTE_MS, "");
    const { tokenStart } = await db().key.findUniqueOrThrow({ where: { id: keyId } });
    await expect(revokeKey(callerOf(ada), inputOf(keyId))).rejects.toMatchObject({
      message: expect.stringContaining(tokenStart),
    });
    await revokeKey(callerOf(ada), inputOf(keyId, { confirmation: tokenStart }));
  });

  test("needs no name once it has ended, nor an hour after its last use", async () => {
    const { ada, keyId } = await used(HOUR_MS);
    await revokeKey(callerOf(ada), inputOf(keyId));
    await db().key.update({ where: { id: keyId }, data: { lastUsedAt: NOW } });
    expect((await revokeKey(callerOf(ada), inputOf(keyId))).status).toBe("revoked");
  });
});
