import { describe, expect, test } from "vitest";
import { addDays, HOUR_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { createKey } from "#lib/keys/life/create-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { rotateKeySchema } from "#lib/keys/life/schema";
import { listOwnKeysForDashboard } from "#lib/keys/lists/own-keys-for-dashboard";
import { listOwnKeysSchema } from "#lib/keys/lists/schema";
import { type KeySettings, SETTING_NAMES, SETTINGS_SELECT, settingsOfRow } from "#lib/keys/model/key-settings";
import { AUDIT_FIELDS } from "#lib/keys/settings/audit-record";
import { USABLE_KEYS_MAX } from "#lib/keys/settings/limits";
import { createKeySchema } from "#lib/keys/settings/schema";
import { generateToken, hashToken, isToken } from "#lib/secrets/token";
import { callerOf, makeKey, makeUpstream, makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "member" } });

type Choice = { overlap?: string; expiresInDays?: "same" | number | null };

const inputOf = (keyId: string, { overlap = "none", ...choice }: Choice = {}) =>
  rotateKeySchema.parse({ keyId, overlap, ...choice });
const later = (ms: number) => new Date(NOW.getTime() + ms);

async function adasKey(options: Parameters<typeof makeKey>[2] = {}) {
  const { ada, acme } = world;
  const token = generateToken("mcp_");
  const keyId = await makeKey(ada, [acme], { name: "Laptop", token, ...options });
  const accepts = async (which: string, at: Date) => (await authenticate(which, "127.0.0.1", at)).outcome === "ok";
  return { ada, acme, token, keyId, accepts };
}

async function readSettings(id: string): Promise<KeySettings> {
  const { workspaceIds, serverIds, ...settings } = settingsOfRow(
    await db().key.findUniqueOrThrow({ where: { id }, select: SETTINGS_SELECT }),
  );
  return { ...settings, workspaceIds: workspaceIds.toSorted(), serverIds: serverIds?.toSorted() ?? null };
}

describe("rotating a key", () => {
  test("answers a new token once, for a new key of the same family", async () => {
    const { ada, keyId, token: oldToken } = await adasKey();
    const { key, token } = await rotateKey(callerOf(ada), inputOf(keyId));
    expect(isToken(token)).toBe(true);
    expect(token).not.toBe(oldToken);
    const row = await db().key.findUniqueOrThrow({ where: { id: key.id } });
    expect(row).toMatchObject({ tokenHash: hashToken(token), familyId: keyId, rotatedFromId: keyId, createdAt: NOW });
    const everything = await db().$queryRaw<{ text: string }[]>`
      SELECT to_jsonb(k)::text AS text FROM "Key" k UNION ALL SELECT to_jsonb(a)::text FROM "AuditEvent" a`;
    expect(JSON.stringify(everything)).not.toContain(token);
  });

  test("keeps every setting: name, scopes, environment, servers and workspaces", async () => {
    const { ada, acme, keyId } = await adasKey({
      scopes: ["mcp:tools:list", "mcp:tools:call"],
      environment: "staging",
    });
    const labs = await makeWorkspace("Labs", [[ada, "owner"]]);
    const serverId = await makeUpstream(labs);
    await db().key.update({
      where: { id: keyId },
      data: { allServers: false, servers: { create: { upstreamId: serverId } } },
    });
    await db().keyWorkspace.create({ data: { keyId, workspaceId: labs.id } });
    const { key } = await rotateKey(callerOf(ada), inputOf(keyId));
    const row = await db().key.findUniqueOrThrow({
      where: { id: key.id },
      include: { servers: true, workspaces: true },
    });
    expect(row).toMatchObject({
      name: "Laptop",
      scopes: ["mcp:tools:list", "mcp:tools:call"],
      environment: "staging",
      allServers: false,
      servers: [{ upstreamId: serverId }],
    });
    expect(row.workspaces.map((one) => one.workspaceId).sort()).toEqual([acme.id, labs.id].sort());
  });

  test("keeps and records every setting there is", async () => {
    const { ada, acme, callers } = world;
    const labs = await makeWorkspace("Labs", [[ada, "owner"]]);
    const create = (input: object) => createKey(callers.ada, createKeySchema.parse(input));
    const chosen = {
      name: "Laptop",
      workspaceIds: [acme.id, labs.id],
      scopes: ["mcp:full"],
      environment: "staging",
      serverIds: [await makeUpstream(labs, { environment: "staging" })],
      expiresInDays: 30,
    };
    const [plain, old] = [await create({ workspaceIds: [acme.id], expiresInDays: null }), await create(chosen)];
    const { key } = await rotateKey(callers.ada, inputOf(old.key.id));
    const [defaults, before, after] = [
      await readSettings(plain.key.id),
      await readSettings(old.key.id),
      await readSettings(key.id),
    ];
    const event = await db().auditEvent.findFirst({ where: { targetId: key.id, workspaceId: null } });
    for (const name of SETTING_NAMES) {
      expect(before[name], `this test chooses no ${name}`).not.toEqual(defaults[name]);
      expect(after[name], name).toEqual(before[name]);
      expect(event?.after, name).toHaveProperty(AUDIT_FIELDS[name]);
    }
  });

  test("does not give back a workspace that an admin detached", async () => {
    const { ada, keyId } = await adasKey();
    const labs = await makeWorkspace("Labs", [[ada, "member"]]);
    await db().keyWorkspace.create({ data: { keyId, workspaceId: labs.id, detachedAt: NOW } });
    const { key } = await rotateKey(callerOf(ada), inputOf(keyId));
    expect(key.workspaces.map((one) => one.name)).toEqual(["Acme"]);
  });

  test("leaves out a workspace that the owner has left, and records nothing there", async () => {
    const { ada, keyId } = await adasKey();
    const labs = await makeWorkspace("Labs", []);
    const upstreamId = await makeUpstream(labs);
    await db().keyWorkspace.create({ data: { keyId, workspaceId: labs.id } });
    await db().keyServer.create({ data: { keyId, upstreamId } });
    const { key } = await rotateKey(callerOf(ada), inputOf(keyId));
    const made = { keyId: key.id };
    expect(await db().keyWorkspace.count({ where: { ...made, workspaceId: labs.id } })).toBe(0);
    expect(await db().keyServer.count({ where: made })).toBe(0);
    expect(await db().auditEvent.count({ where: { workspaceId: labs.id } })).toBe(0);
  });

  test("each of the two keys names the other", async () => {
    const { ada, keyId } = await adasKey();
    const { key } = await rotateKey(callerOf(ada), inputOf(keyId, { overlap: "1_hour" }));
    const { keys } = await listOwnKeysForDashboard(callerOf(ada), listOwnKeysSchema.parse({}));
    const old = keys.find((one) => one.id === keyId);
    expect(old).toMatchObject({ replacedBy: { id: key.id, mask: key.mask }, replaces: null });
    expect(key).toMatchObject({ replaces: { id: keyId, mask: old?.mask }, replacedBy: null });
  });

  test("is recorded for both keys, without a token", async () => {
    const { ada, acme, keyId } = await adasKey();
    const { key } = await rotateKey(callerOf(ada), inputOf(keyId, { overlap: "1_hour" }));
    const events = await db().auditEvent.findMany({ where: { workspaceId: acme.id }, orderBy: { action: "asc" } });
    expect(events).toMatchObject([
      { action: "key.created", targetId: key.id, details: { rotatedFromId: keyId }, after: { name: "Laptop" } },
      {
        action: "key.rotated",
        targetId: keyId,
        details: { replacedById: key.id },
        before: { expiresAt: null },
        after: { expiresAt: later(HOUR_MS).toISOString() },
      },
    ]);
    expect(await db().auditEvent.count({ where: { workspaceId: null } })).toBe(2);
  });
});

describe("the old token", () => {
  test("is refused at once without an overlap", async () => {
    const { ada, keyId, token, accepts } = await adasKey();
    const created = await rotateKey(callerOf(ada), inputOf(keyId));
    expect([await accepts(token, NOW), await accepts(created.token, NOW)]).toEqual([false, true]);
    const { keys } = await listOwnKeysForDashboard(callerOf(ada), listOwnKeysSchema.parse({ list: "ended" }));
    expect(keys).toMatchObject([{ id: keyId, revoked: { at: NOW, byName: "Ada", reason: "Rotated" } }]);
  });

  test("works until the overlap is over, beside the new token", async () => {
    const { ada, keyId, token, accepts } = await adasKey();
    const created = await rotateKey(callerOf(ada), inputOf(keyId, { overlap: "15_minutes" }));
    expect(await accepts(token, later(15 * MINUTE_MS - 1))).toBe(true);
    expect(await accepts(token, later(15 * MINUTE_MS))).toBe(false);
    expect(await accepts(created.token, later(15 * MINUTE_MS))).toBe(true);
  });

  test("never works past its own expiry", async () => {
    const { ada, keyId, token, accepts } = await adasKey({ expiresAt: later(MINUTE_MS) });
    await rotateKey(callerOf(ada), inputOf(keyId, { overlap: "7_days" }));
    expect(await accepts(token, later(MINUTE_MS - 1))).toBe(true);
    expect(await accepts(token, later(MINUTE_MS))).toBe(false);
  });
});

describe("the new key expires", () => {
  test("after the same lifetime again, by default", async () => {
    const { ada, keyId } = await adasKey({ createdAt: addDays(NOW, -20), expiresAt: addDays(NOW, 10) });
    const { key } = await rotateKey(callerOf(ada), inputOf(keyId));
    expect(key.expiresAt).toEqual(addDays(NOW, 30));
  });

  test("never, when the old one never did", async () => {
    const { ada, keyId } = await adasKey();
    expect((await rotateKey(callerOf(ada), inputOf(keyId))).key.expiresAt).toBeNull();
  });

  test("when the caller chose", async () => {
    const { ada, keyId } = await adasKey({ expiresAt: addDays(NOW, 10) });
    const first = await rotateKey(callerOf(ada), inputOf(keyId, { expiresInDays: 7 }));
    expect(first.key.expiresAt).toEqual(addDays(NOW, 7));
    const second = await rotateKey(callerOf(ada), inputOf(first.key.id, { expiresInDays: null }));
    expect(second.key.expiresAt).toBeNull();
  });
});

describe("is refused", () => {
  test("a second time, with the name of the new key, even when both come at once", async () => {
    const { ada, keyId } = await adasKey();
    const input = inputOf(keyId, { overlap: "24_hours" });
    const attempts = await Promise.allSettled([rotateKey(callerOf(ada), input), rotateKey(callerOf(ada), input)]);
    const made = attempts.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const refused = attempts.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(made).toHaveLength(1);
    expect(refused).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining(made[0]?.key.mask ?? "-") }]);
    expect(await db().key.count()).toBe(2);
  });

  test.each([
    ["revoked", { revokedAt: NOW }, /revoked/],
    ["expired", { expiresAt: NOW }, /expired/],
    ["from another system", { isLegacy: true }, /legacy/],
  ])("for a key that is %s", async (_which, options, message) => {
    const { ada, keyId } = await adasKey(options);
    await expect(rotateKey(callerOf(ada), inputOf(keyId))).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(message),
    });
    expect(await db().key.count()).toBe(1);
  });

  test("for a key that reaches no workspace any more", async () => {
    const { ada, keyId } = await adasKey();
    await db().keyWorkspace.updateMany({ data: { detachedAt: NOW } });
    await expect(rotateKey(callerOf(ada), inputOf(keyId))).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("for a key of somebody who has left all of its workspaces", async () => {
    const { ada, keyId } = await adasKey();
    await db().membership.deleteMany({ where: { userId: ada.id } });
    await expect(rotateKey(callerOf(ada), inputOf(keyId))).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("for a key of somebody else, even to an owner of the workspace", async () => {
    const { acme, keyId } = await adasKey();
    const bob = await makeUser("Bob");
    await db().membership.create({ data: { workspaceId: acme.id, userId: bob.id, role: "owner", createdAt: NOW } });
    await expect(rotateKey(callerOf(bob), inputOf(keyId))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("to a key", async () => {
    const { ada, keyId } = await adasKey();
    const caller = { ...callerOf(ada), principal: { kind: "key" as const, userId: ada.id, keyId } };
    await expect(rotateKey(caller, inputOf(keyId))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("when the old key would be one usable key too many, unless it ends now", async () => {
    const { ada, acme, keyId } = await adasKey();
    for (let index = 1; index < USABLE_KEYS_MAX; index += 1) await makeKey(ada, [acme]);
    const overlapping = rotateKey(callerOf(ada), inputOf(keyId, { overlap: "1_hour" }));
    await expect(overlapping).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("200") });
    await rotateKey(callerOf(ada), inputOf(keyId));
  });
});

describe("the policy of a workspace", () => {
  const demand = (workspaceId: string, rules: object) =>
    db().workspacePolicy.create({ data: { workspaceId, updatedAt: NOW, ...rules } });

  test("limits the new lifetime", async () => {
    const { ada, acme, keyId } = await adasKey({ expiresAt: addDays(NOW, 90) });
    await demand(acme.id, { maxLifetimeDays: 30 });
    for (const expiresInDays of ["same", null, 31] as const) {
      await expect(rotateKey(callerOf(ada), inputOf(keyId, { expiresInDays }))).rejects.toMatchObject({
        code: "INVALID_INPUT",
        fields: { expiresInDays: expect.stringContaining("30 days") },
      });
    }
    expect(await db().key.count()).toBe(1);
    await rotateKey(callerOf(ada), inputOf(keyId, { expiresInDays: 30 }));
  });

  test("does not prevent a rotation for any other block", async () => {
    const { ada, acme, keyId, accepts } = await adasKey({ scopes: ["mcp:full"] });
    await demand(acme.id, { fullAccess: "admins" });
    const { token } = await rotateKey(callerOf(ada), inputOf(keyId));
    expect(await accepts(token, NOW)).toBe(true);
    expect(await authenticate(token, "127.0.0.1", NOW)).toMatchObject({ access: { workspaces: [] } });
  });
});
