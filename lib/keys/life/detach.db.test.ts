import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { detachKey, detachKeys } from "#lib/keys/life/detach";
import { detachKeysSchema } from "#lib/keys/life/schema";
import { listOwnKeysForDashboard } from "#lib/keys/lists/own-keys-for-dashboard";
import { listOwnKeysSchema } from "#lib/keys/lists/schema";
import { DETACHED_AT_ONCE_MAX } from "#lib/keys/settings/limits";
import { callerOf, makeKey, makeServiceKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

/** Mia's key reaches Acme, whose admin is Ada, and Labs, whose owner is Leo. */
const world = useWorkspace(
  { acme: { ada: "admin", mia: "member" }, labs: { leo: "owner", mia: "member" } },
  async ({ mia, acme, labs }) => ({ keyId: await makeKey(mia, [acme, labs]) }),
);

const because = (workspace: { slug: string }, keyId: string, reason: string | null = "Left the project") => ({
  workspace: workspace.slug,
  keyId,
  reason,
});

describe("detaching a key", () => {
  test("removes the workspace of the admin and keeps the others", async () => {
    const { mia, ada, acme, keyId } = world;
    expect(await detachKey(callerOf(ada), because(acme, keyId))).toBe("detached");
    const { keys } = await listOwnKeysForDashboard(callerOf(mia), listOwnKeysSchema.parse({}));
    expect(keys[0]?.workspaces).toMatchObject([
      { name: "Acme", detached: { at: NOW, byName: "Ada", reason: "Left the project" } },
      { name: "Labs", detached: null },
    ]);
  });

  test("revokes the key when it reaches no other workspace, and its owner sees who did it and why", async () => {
    const { mia, ada, leo, acme, labs, keyId } = world;
    await detachKey(callerOf(ada), because(acme, keyId));
    expect(await detachKey(callerOf(leo), because(labs, keyId, "Lost laptop"))).toBe("revoked");
    expect((await listOwnKeysForDashboard(callerOf(mia), listOwnKeysSchema.parse({}))).keys).toEqual([]);
    const ended = await listOwnKeysForDashboard(callerOf(mia), listOwnKeysSchema.parse({ list: "ended" }));
    expect(ended.keys).toMatchObject([
      { status: "revoked", revoked: { at: NOW, byName: "Leo", reason: "Lost laptop" } },
    ]);
  });

  test("revokes the key when its owner has left the other workspaces", async () => {
    const { mia, ada, acme, labs, keyId } = world;
    await db().membership.delete({ where: { workspaceId_userId: { workspaceId: labs.id, userId: mia.id } } });
    expect(await detachKey(callerOf(ada), because(acme, keyId))).toBe("revoked");
  });

  test("changes nothing the second time and answers the same", async () => {
    const { ada, acme, keyId } = world;
    await detachKey(callerOf(ada), because(acme, keyId));
    const events = await db().auditEvent.count();
    expect(await detachKey(callerOf(ada, addDays(NOW, 1)), because(acme, keyId, "Again"))).toBe("detached");
    expect(await db().keyWorkspace.findFirst({ where: { workspaceId: acme.id } })).toMatchObject({
      detachedAt: NOW,
      detachedReason: "Left the project",
    });
    expect(await db().auditEvent.count()).toBe(events);
  });

  test("changes nothing for a key that was revoked before", async () => {
    const { mia, ada, acme } = world;
    const revoked = await makeKey(mia, [acme], { revokedAt: addDays(NOW, -1) });
    expect(await detachKey(callerOf(ada), because(acme, revoked))).toBe("revoked");
    expect(await db().keyWorkspace.findFirst({ where: { keyId: revoked } })).toMatchObject({ detachedAt: null });
    expect(await db().key.findUnique({ where: { id: revoked } })).toMatchObject({ revokedAt: addDays(NOW, -1) });
    expect(await db().auditEvent.count()).toBe(0);
  });

  test("is recorded in the audit log of the workspace", async () => {
    const { ada, acme, labs, keyId } = world;
    await detachKey(callerOf(ada), because(acme, keyId));
    const rows = await db().auditEvent.findMany({ orderBy: { workspaceId: { sort: "asc", nulls: "last" } } });
    const event = { action: "key.detached", actorId: ada.id, targetId: keyId, targetName: "Test key" };
    expect(rows).toMatchObject([
      { ...event, workspaceId: acme.id, details: { reason: "Left the project" } },
      // The owner's own log names the workspace.
      { ...event, workspaceId: null, details: { reason: "Left the project", workspaceId: acme.id } },
    ]);
    expect(await db().auditEvent.count({ where: { workspaceId: labs.id } })).toBe(0);
  });

  test("is allowed for a key of the workspace's owner", async () => {
    const { ada, leo, acme } = world;
    await db().membership.create({ data: { workspaceId: acme.id, userId: leo.id, role: "owner", createdAt: NOW } });
    const keyId = await makeKey(leo, [acme]);
    expect(await detachKey(callerOf(ada), because(acme, keyId))).toBe("revoked");
  });
});

describe("detaching is refused", () => {
  test("to members who are not admins, even for their own key", async () => {
    const { mia, acme, keyId } = world;
    await expect(detachKey(callerOf(mia), because(acme, keyId))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("to admins of other workspaces, who learn nothing", async () => {
    const { leo, acme, keyId } = world;
    await expect(detachKey(callerOf(leo), because(acme, keyId))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("for a key that never reached this workspace, with the answer for a missing key", async () => {
    const { ada, leo, acme, labs } = world;
    const foreign = await makeKey(leo, [labs]);
    const refusal = (keyId: string) => detachKey(callerOf(ada), because(acme, keyId)).catch(String);
    expect(await refusal(foreign)).toContain("does not exist");
    expect(await refusal(foreign)).toBe(await refusal("key_01jd0000000000000000000000"));
  });
});

test("two admins who detach the last two workspaces at the same time revoke the key", async () => {
  for (let round = 0; round < 10; round++) {
    const { mia, ada, leo, acme, labs } = world;
    const keyId = await makeKey(mia, [acme, labs]);
    const outcomes = await Promise.all([
      detachKey(callerOf(ada), because(acme, keyId)),
      detachKey(callerOf(leo), because(labs, keyId)),
    ]);
    expect(outcomes.toSorted()).toEqual(["detached", "revoked"]);
    expect(await db().key.findUnique({ where: { id: keyId } })).toMatchObject({ revokedAt: NOW });
  }
});

describe("several keys in one command", () => {
  /** Makes two keys of Mia, one for Acme alone and one for both workspaces, and a service key of Acme. */
  async function threeKinds() {
    const { mia, acme, labs } = world;
    const both = await makeKey(mia, [acme, labs], { name: "both" });
    const alone = await makeKey(mia, [acme], { name: "alone" });
    const service = await makeServiceKey(acme, { name: "service" });
    return { ...world, both, alone, service };
  }

  test("answers for each key whether it lost this workspace, or was revoked because this was its last", async () => {
    const { ada, acme, both, alone, service } = await threeKinds();
    const input = { workspace: acme.slug, keyIds: [service, both, alone], reason: "Cleaning up" };
    const results = await detachKeys(callerOf(ada), input);
    expect(Object.fromEntries(results.map(({ name, outcome }) => [name, outcome]))).toEqual({
      both: "detached",
      alone: "revoked",
      service: "revoked",
    });
    expect(await db().key.count({ where: { revokedAt: NOW, revokedReason: "Cleaning up" } })).toBe(2);
    expect(await db().keyWorkspace.count({ where: { workspaceId: acme.id, detachedAt: NOW } })).toBe(3);
    expect(await detachKeys(callerOf(ada, addDays(NOW, 1)), input)).toEqual(results);
  });

  test("each has its rows in the log of the workspace, and in the log of its owner if it has one", async () => {
    const { ada, acme, labs, both, alone, service } = await threeKinds();
    await detachKeys(callerOf(ada), { workspace: acme.slug, keyIds: [both, alone, service], reason: null });
    const rows = await db().auditEvent.findMany({ where: { actorId: ada.id } });
    const written = (workspaceId: string | null) =>
      rows.filter((row) => row.workspaceId === workspaceId).map((row) => `${row.targetName} ${row.action}`);
    expect(written(acme.id).toSorted()).toEqual([
      "alone key.detached",
      "alone key.revoked",
      "both key.detached",
      "service key.detached",
      "service key.revoked",
    ]);
    expect(written(null).toSorted()).toEqual(["alone key.detached", "alone key.revoked", "both key.detached"]);
    expect(written(labs.id)).toEqual([]);
  });

  test("one key of another workspace stops all of them", async () => {
    const { ada, leo, acme, labs, alone } = await threeKinds();
    const foreign = await makeKey(leo, [labs]);
    const attempt = detachKeys(callerOf(ada), { workspace: acme.slug, keyIds: [alone, foreign], reason: null });
    await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await db().keyWorkspace.count({ where: { detachedAt: { not: null } } })).toBe(0);
    expect(await db().auditEvent.count()).toBe(0);
  });

  test("accepts at most as many as one command may hold, each once", () => {
    const id = (index: number) => `key_01jd0000000000000000000${String(index).padStart(3, "0")}`;
    const input = (count: number) => ({ workspace: "acme", keyIds: Array.from({ length: count }, (_, i) => id(i)) });
    expect(detachKeysSchema.safeParse(input(DETACHED_AT_ONCE_MAX)).success).toBe(true);
    expect(detachKeysSchema.safeParse(input(DETACHED_AT_ONCE_MAX + 1)).success).toBe(false);
    expect(detachKeysSchema.safeParse(input(0)).success).toBe(false);
    expect(detachKeysSchema.parse({ workspace: "acme", keyIds: [id(1), id(1)] }).keyIds).toEqual([id(1)]);
  });

  test("admins of two workspaces who detach many keys at the same time, in any order, revoke all of them", async () => {
    const { mia, ada, leo, acme, labs } = world;
    const keyIds = await Promise.all(Array.from({ length: 20 }, () => makeKey(mia, [acme, labs])));
    await Promise.all([
      detachKeys(callerOf(ada), { workspace: acme.slug, keyIds, reason: null }),
      detachKeys(callerOf(leo), { workspace: labs.slug, keyIds: keyIds.toReversed(), reason: null }),
    ]);
    expect(await db().key.count({ where: { id: { in: keyIds }, revokedAt: NOW } })).toBe(20);
  });
});
