import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { createKey } from "#lib/keys/life/create-key";
import { USABLE_KEYS_MAX } from "#lib/keys/settings/limits";
import { createKeySchema } from "#lib/keys/settings/schema";
import { hashToken, isToken } from "#lib/secrets/token";
import { callerOf, makeKey, makeUser, makeWorkspace, NOW, type TestUser } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "member" } }, async ({ acme }) => ({
  input: createKeySchema.parse({ workspaceIds: [acme.id] }),
}));

const keyCaller = (user: TestUser) => ({
  ...callerOf(user),
  principal: { kind: "key" as const, userId: user.id, keyId: "key_x" },
});

describe("creating a key", () => {
  test("answers the token once and stores only its hash and ends", async () => {
    const { ada, input } = world;
    const { key, token } = await createKey(callerOf(ada), input);
    expect(isToken(token)).toBe(true);
    const row = await db().key.findUniqueOrThrow({ where: { id: key.id } });
    expect(row.tokenHash).toBe(hashToken(token));
    expect(key.mask).toBe(`${token.slice(0, 9)}…${token.slice(-5)}`);
    const everything = await db().$queryRaw<{ text: string }[]>`
      SELECT to_jsonb(k)::text AS text FROM "Key" k UNION ALL SELECT to_jsonb(a)::text FROM "AuditEvent" a`;
    expect(JSON.stringify(everything)).not.toContain(token);
  });

  test("never answers the hash", async () => {
    const { ada, input } = world;
    const created = await createKey(callerOf(ada), input);
    expect(JSON.stringify(created)).not.toContain(hashToken(created.token));
  });

  test("gives read-only access for 90 days unless asked otherwise", async () => {
    const { ada, input } = world;
    const { key } = await createKey(callerOf(ada), input);
    expect(key).toMatchObject({ name: null, scopes: ["mcp:read"], expiresAt: addDays(NOW, 90), status: "active" });
  });

  test("can make a key that never expires", async () => {
    const { ada, input } = world;
    const { key } = await createKey(callerOf(ada), { ...input, expiresInDays: null });
    expect(key.expiresAt).toBeNull();
  });

  test("reaches every chosen workspace", async () => {
    const { ada, acme, input } = world;
    const labs = await makeWorkspace("Labs", [[ada, "admin"]]);
    const { key } = await createKey(callerOf(ada), { ...input, workspaceIds: [labs.id, acme.id] });
    expect(key.workspaces.map((workspace) => workspace.name)).toEqual(["Acme", "Labs"]);
  });

  test("is refused for a workspace of others, even beside one's own, and writes nothing", async () => {
    const { ada, acme, input } = world;
    const foreign = await makeWorkspace("Foreign", [[await makeUser("Bob"), "owner"]]);
    const attempt = createKey(callerOf(ada), { ...input, workspaceIds: [acme.id, foreign.id] });
    await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND", fields: { workspaceIds: expect.any(String) } });
    expect(await db().key.count()).toBe(0);
    expect(await db().auditEvent.count()).toBe(0);
  });

  test("answers the same for a foreign workspace and for one that does not exist", async () => {
    const { ada, input } = world;
    const foreign = await makeWorkspace("Foreign", [[await makeUser("Bob"), "owner"]]);
    const refusal = (id: string) => createKey(callerOf(ada), { ...input, workspaceIds: [id] }).catch(String);
    expect(await refusal(foreign.id)).toBe(await refusal("ws_01jd0000000000000000000000"));
  });

  test("is refused to a disabled user", async () => {
    const { ada, input } = world;
    await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
    await expect(createKey(callerOf(ada), input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is refused to a key", async () => {
    const { ada, input } = world;
    await expect(createKey(keyCaller(ada), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("is recorded in the audit log, without the token", async () => {
    const { ada, acme, input } = world;
    const { key } = await createKey(callerOf(ada), { ...input, name: "Laptop" });
    const events = await db().auditEvent.findMany({ orderBy: { workspaceId: "asc" } });
    const event = {
      action: "key.created",
      actorId: ada.id,
      targetId: key.id,
      targetName: "Laptop",
      after: { name: "Laptop", scopes: ["mcp:read"], environment: null, servers: "all" },
    };
    expect(events).toMatchObject([
      { ...event, workspaceId: acme.id, details: {} },
      { ...event, workspaceId: null, details: {}, after: { ...event.after, workspaces: [acme.id] } },
    ]);
  });
});

describe("one person has at most 200 usable keys", () => {
  test("of which ended keys are none", async () => {
    const { ada, acme, input } = world;
    await fillWithKeys(ada.id, USABLE_KEYS_MAX - 1);
    await makeKey(ada, [acme], { revokedAt: NOW });
    await makeKey(ada, [acme], { expiresAt: NOW });
    await createKey(callerOf(ada), input);
    await expect(createKey(callerOf(ada), input)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("200"),
    });
  });

  test("even when they make many at once", async () => {
    const { ada, input } = world;
    await fillWithKeys(ada.id, USABLE_KEYS_MAX - 2);
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => createKey(callerOf(ada), input)));
    expect(attempts.filter((attempt) => attempt.status === "fulfilled")).toHaveLength(2);
  });
});

async function fillWithKeys(userId: string, count: number) {
  const data = Array.from({ length: count }, (_, index) => ({
    id: `key_filler${index}`,
    familyId: `key_filler${index}`,
    userId,
    tokenHash: `filler${index}`,
    tokenStart: "mcp_",
    tokenEnd: "",
    createdAt: NOW,
    updatedAt: NOW,
  }));
  await db().key.createMany({ data });
}
