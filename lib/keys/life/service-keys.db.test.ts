import { describe, expect, test } from "vitest";
import { addDays, HOUR_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { revokeServiceKey } from "#lib/keys/life/revoke-service-key";
import { rotateServiceKey } from "#lib/keys/life/rotate";
import { listServiceKeysSchema } from "#lib/keys/lists/schema";
import { listServiceKeys } from "#lib/keys/lists/service-keys";
import { SERVICE_KEYS_MAX } from "#lib/keys/settings/limits";
import { createServiceKeySchema } from "#lib/keys/settings/schema";
import { updateServiceKey } from "#lib/keys/settings/update-key";
import { leaveWorkspace } from "#lib/members/end-membership";
import { hashToken } from "#lib/secrets/token";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import {
  callerOf,
  makeKey,
  makeMembership,
  makeServiceKey,
  makeUpstream,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", mia: "admin" } });

function make(admin: TestUser, workspace: TestWorkspace, input: object = {}) {
  const parsed = createServiceKeySchema.parse({ workspace: workspace.slug, name: "Deploys", ...input });
  return createServiceKey(callerOf(admin), parsed);
}

async function reachOf(token: string, now = NOW): Promise<string[] | string> {
  const found = await authenticate(token, "127.0.0.1", now);
  return found.outcome === "ok" ? found.access.workspaces.map((workspace) => workspace.slug) : found.outcome;
}

describe("a service key", () => {
  test("belongs to the workspace, names its maker, and reaches no other workspace of theirs", async () => {
    const { mia, acme } = world;
    await makeWorkspace("Private", [[mia, "owner"]]);
    const { key, token } = await make(mia, acme);
    expect(key).toMatchObject({ name: "Deploys", madeByName: "Mia", status: "active", expiresAt: addDays(NOW, 90) });
    expect(key.workspaces).toMatchObject([{ name: "Acme", ownerIsMember: true, detached: null, blocks: [] }]);
    expect(await db().key.findUniqueOrThrow({ where: { id: key.id } })).toMatchObject({
      userId: null,
      serviceWorkspaceId: acme.id,
      madeById: mia.id,
      tokenHash: hashToken(token),
    });
    expect(await reachOf(token)).toEqual([acme.slug]);
  });

  test("still works when its maker has left, and when their account is deleted", async () => {
    const { mia, acme } = world;
    const { key, token } = await make(mia, acme);
    await leaveWorkspace(callerOf(mia), { workspace: acme.slug });
    expect(await reachOf(token)).toEqual([acme.slug]);
    await db().user.update({ where: { id: mia.id }, data: { disabledAt: NOW } });
    expect(await reachOf(token)).toEqual([acme.slug]);
    await db().user.delete({ where: { id: mia.id } });
    expect(await reachOf(token)).toEqual([acme.slug]);
    expect(await db().key.findUniqueOrThrow({ where: { id: key.id } })).toMatchObject({ madeById: null });
  });

  test("is deleted with its workspace", async () => {
    const { ada, acme } = world;
    const { token } = await make(ada, acme);
    await deleteWorkspace(callerOf(ada), { workspace: acme.slug, confirmation: "Acme" });
    expect(await reachOf(token)).toBe("invalid");
    expect(await db().key.count()).toBe(0);
  });

  test("reaches no other workspace, even when a link to one exists", async () => {
    const { ada, acme } = world;
    const labs = await makeWorkspace("Labs", [[ada, "owner"]]);
    const { key, token } = await make(ada, acme);
    await db().keyWorkspace.create({ data: { keyId: key.id, workspaceId: labs.id } });
    expect(await reachOf(token)).toEqual([acme.slug]);
  });

  test("can be limited to an environment and to servers of its own workspace", async () => {
    const { ada, acme } = world;
    const labs = await makeWorkspace("Labs", [[ada, "owner"]]);
    const [mine, theirs] = [await makeUpstream(acme, { environment: "staging" }), await makeUpstream(labs)];
    const { key } = await make(ada, acme, { environment: "staging", serverIds: [mine], scopes: ["mcp:tools:list"] });
    expect(key).toMatchObject({ environment: "staging", servers: [{ id: mine }], scopes: ["mcp:tools:list"] });
    await expect(make(ada, acme, { serverIds: [theirs] })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("is not made when the workspace's policy would block it", async () => {
    const { ada, acme } = world;
    const policy = { workspaceId: acme.id, expiryRequired: true, networks: [], updatedAt: NOW };
    await db().workspacePolicy.create({ data: policy });
    await expect(make(ada, acme, { expiresInDays: null })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await make(ada, acme, { expiresInDays: 30 });
  });

  test("needs a name", () => {
    for (const name of ["", "  ", undefined]) {
      expect(createServiceKeySchema.safeParse({ workspace: "acme", name }).success).toBe(false);
    }
  });
});

test("a workspace never has more usable service keys than allowed, even when many are made at once", async () => {
  const { ada, acme } = world;
  await makeServiceKey(acme, { revokedAt: NOW });
  await Promise.all(Array.from({ length: SERVICE_KEYS_MAX - 2 }, () => makeServiceKey(acme)));
  const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => make(ada, acme)));
  expect(attempts.filter((one) => one.status === "fulfilled")).toHaveLength(2);
  for (const attempt of attempts) {
    if (attempt.status === "rejected") expect(attempt.reason).toMatchObject({ code: "CONFLICT" });
  }
  const { id: keyId } = await db().key.findFirstOrThrow({ where: { revokedAt: null } });
  const rotation = { workspace: acme.slug, keyId, expiresInDays: "same" } as const;
  const overlapping = rotateServiceKey(callerOf(ada), { ...rotation, overlap: "1_hour" });
  await expect(overlapping).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("200") });
  await rotateServiceKey(callerOf(ada), { ...rotation, overlap: "none" });
});

describe("its admins", () => {
  test("revoke it, with its name typed while it is in use", async () => {
    const { ada, mia, acme } = world;
    const { key, token } = await make(ada, acme);
    await db().key.update({ where: { id: key.id }, data: { lastUsedAt: new Date(NOW.getTime() - HOUR_MS / 2) } });
    const input = { workspace: acme.slug, keyId: key.id, reason: "Replaced", confirmation: null };
    await expect(revokeServiceKey(callerOf(mia), input)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await reachOf(token)).toEqual([acme.slug]);
    const revoked = await revokeServiceKey(callerOf(mia), { ...input, confirmation: "Deploys" });
    expect(revoked).toMatchObject({ status: "revoked", revoked: { byName: "Mia", reason: "Replaced" } });
    expect(await reachOf(token)).toBe("invalid");
    expect(await revokeServiceKey(callerOf(ada, addDays(NOW, 1)), input)).toEqual(revoked);
  });

  test("rotate it, and the workspace owns the new one as well", async () => {
    const { ada, mia, acme } = world;
    const { key, token } = await make(ada, acme, { environment: "staging" });
    const input = { workspace: acme.slug, keyId: key.id, overlap: "1_hour", expiresInDays: "same" } as const;
    const successor = await rotateServiceKey(callerOf(mia), input);
    expect(successor.key).toMatchObject({ name: "Deploys", environment: "staging", replaces: { id: key.id } });
    expect(await reachOf(token)).toEqual([acme.slug]);
    expect(await reachOf(token, new Date(NOW.getTime() + HOUR_MS))).toBe("invalid");
    expect(await reachOf(successor.token, addDays(NOW, 1))).toEqual([acme.slug]);
    await expect(rotateServiceKey(callerOf(mia), input)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("find each step in the workspace's audit log, and nobody in their own", async () => {
    const { ada, acme } = world;
    const { key, token } = await make(ada, acme);
    const rotation = { workspace: acme.slug, keyId: key.id, overlap: "none", expiresInDays: "same" } as const;
    const successor = await rotateServiceKey(callerOf(ada), rotation);
    const revocation = { workspace: acme.slug, keyId: successor.key.id, reason: null, confirmation: null };
    await revokeServiceKey(callerOf(ada), revocation);
    const rows = await db().auditEvent.findMany({ orderBy: { id: "asc" } });
    expect(rows.map((row) => row.action)).toEqual(["key.created", "key.rotated", "key.created", "key.revoked"]);
    expect(new Set(rows.map((row) => row.workspaceId))).toEqual(new Set([acme.id]));
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${token}|${hashToken(token)}`));
  });

  test("cannot manage a personal key or a key of another workspace this way", async () => {
    const { ada, mia, acme } = world;
    const labs = await makeWorkspace("Labs", []);
    const [personal, elsewhere] = [await makeKey(mia, [acme]), await makeServiceKey(labs)];
    for (const keyId of [personal, elsewhere, "key_01jd0000000000000000000000"]) {
      const input = { workspace: acme.slug, keyId };
      const attempts = await Promise.allSettled([
        updateServiceKey(callerOf(ada), { ...input, name: "Mine" }),
        revokeServiceKey(callerOf(ada), { ...input, reason: null, confirmation: null }),
        rotateServiceKey(callerOf(ada), { ...input, overlap: "none", expiresInDays: "same" }),
      ]);
      for (const attempt of attempts) expect(attempt).toMatchObject({ reason: { code: "NOT_FOUND" } });
    }
  });
});

describe("the list", () => {
  test("has the usable keys, and the ended ones page by page", async () => {
    const { ada, acme } = world;
    const labs = await makeWorkspace("Labs", []);
    await makeServiceKey(labs);
    const usable = [await makeServiceKey(acme), await makeServiceKey(acme, { expiresAt: addDays(NOW, 1) })];
    const ended: string[] = [];
    for (let index = 0; index < 120; index++) {
      ended.push(await makeServiceKey(acme, index % 2 ? { revokedAt: NOW } : { expiresAt: NOW }));
    }
    const seen: string[] = [];
    const inUse = await listServiceKeys(callerOf(ada), acme.slug, listServiceKeysSchema.parse({}));
    expect(inUse).toMatchObject({ total: { counted: 2, isExact: true }, nextCursor: null });
    expect(inUse.keys.map((key) => key.id)).toEqual(usable.toReversed());
    for (let cursor: string | null = null, isFirst = true; isFirst || cursor; isFirst = false) {
      const input = listServiceKeysSchema.parse({ list: "ended", cursor });
      const page = await listServiceKeys(callerOf(ada), acme.slug, input);
      expect(page.total).toEqual({ counted: 120, isExact: true });
      expect(page.keys.length).toBeLessThanOrEqual(25);
      seen.push(...page.keys.map((key) => key.id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ended.toReversed());
  });

  test("is searched by name, by maker and by mask", async () => {
    const { ada, mia, acme } = world;
    const { key } = await make(mia, acme, { name: "Deploys" });
    await make(ada, acme, { name: "Backups" });
    const found = async (search: string) => {
      const { keys } = await listServiceKeys(callerOf(ada), acme.slug, listServiceKeysSchema.parse({ search }));
      return keys.map(({ name }) => name);
    };
    for (const search of ["deploy", "MIA", key.mask]) expect(await found(search), search).toEqual(["Deploys"]);
    expect(await found("nothing")).toEqual([]);
  });

  test("is for admins alone", async () => {
    const { acme } = world;
    const leo = await makeUser("Leo");
    const list = (user: TestUser) => listServiceKeys(callerOf(user), acme.slug, listServiceKeysSchema.parse({}));
    await expect(list(leo)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await makeMembership(acme.id, leo, "member");
    await expect(list(leo)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
