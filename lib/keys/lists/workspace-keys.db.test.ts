import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { accessLevelOf, SCOPES } from "#lib/keys/access/scopes";
import { detachKey } from "#lib/keys/life/detach";
import { KEY_SORTS, type KeySort, UNUSED_DAYS } from "#lib/keys/lists/options";
import { listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { exportWorkspaceKeys, listWorkspaceKeysForDashboard } from "#lib/keys/lists/workspace-keys";
import { generateToken, hashToken } from "#lib/secrets/token";
import {
  callerOf,
  makeKey,
  makeServiceKey,
  makeUpstream,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
} from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "admin", mia: "member" } });

function list(user: TestUser, workspace: { slug: string }, input: { [field: string]: string | boolean } = {}) {
  return listWorkspaceKeysForDashboard(callerOf(user), workspace.slug, listWorkspaceKeysSchema.parse(input));
}

const names = (page: { keys: { name: string | null }[] }) => page.keys.map((key) => key.name);

describe("who sees the keys of a workspace", () => {
  test("its admins see the owner and the rights of each key, never the hash", async () => {
    const { ada, mia, acme } = world;
    const token = generateToken("mcp_");
    await makeKey(mia, [acme], { name: "Laptop", token });
    const page = await list(ada, acme);
    expect(page).toMatchObject({
      keys: [
        { name: "Laptop", owner: { name: "Mia", email: mia.email }, scopes: ["mcp:read"], otherWorkspaceCount: 0 },
      ],
      total: { counted: 1, isExact: true },
      nextCursor: null,
    });
    expect(JSON.stringify(page)).not.toContain(hashToken(token));
  });

  test("members are refused", async () => {
    const { mia, acme } = world;
    await expect(list(mia, acme)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("for everybody else the workspace does not exist", async () => {
    const { acme } = world;
    await expect(list(await makeUser("Eve"), acme)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("which keys are listed", () => {
  test("keys that reach this workspace, with only the number of their other workspaces", async () => {
    const { ada, mia, acme } = world;
    const secret = await makeWorkspace("Secret", [[mia, "owner"]]);
    await makeKey(mia, [secret], { name: "elsewhere" });
    await makeKey(mia, [acme, secret], { name: "both" });
    const page = await list(ada, acme, { filter: "all" });
    expect(page.keys).toMatchObject([{ name: "both", otherWorkspaceCount: 1 }]);
    expect(JSON.stringify(page)).not.toMatch(/secret/i);
  });

  test("the number leaves out workspaces that the owner left or that were detached", async () => {
    const { ada, mia, acme } = world;
    const left = await makeWorkspace("Left", []);
    const lost = await makeWorkspace("Lost", [[mia, "member"]]);
    const keyId = await makeKey(mia, [acme, left, lost]);
    await db().keyWorkspace.update({
      where: { keyId_workspaceId: { keyId, workspaceId: lost.id } },
      data: { detachedAt: NOW },
    });
    expect((await list(ada, acme)).keys).toMatchObject([{ otherWorkspaceCount: 0 }]);
  });

  test("no keys of people who left the workspace or were disabled", async () => {
    const { ada, mia, acme } = world;
    const leo = await makeUser("Leo");
    await makeKey(leo, [acme]);
    await makeKey(mia, [acme]);
    await db().user.update({ where: { id: mia.id }, data: { disabledAt: NOW } });
    expect((await list(ada, acme, { filter: "all" })).keys).toEqual([]);
  });

  test("each filter shows the keys with its status", async () => {
    const { ada, mia, acme } = world;
    const labs = await makeWorkspace("Labs", [[mia, "owner"]]);
    await makeKey(mia, [acme], { name: "active" });
    await makeKey(mia, [acme], { name: "expiring", expiresAt: addDays(NOW, 2) });
    await makeKey(mia, [acme], { name: "expired", expiresAt: NOW });
    await makeKey(mia, [acme], { name: "revoked", revokedAt: NOW });
    const keyId = await makeKey(mia, [acme, labs], { name: "detached" });
    await detachKey(callerOf(ada), { workspace: acme.id, keyId, reason: "Unused" });

    const shown = async (filter: string) => names(await list(ada, acme, { filter })).toSorted();
    expect(await shown("usable")).toEqual(["active", "expiring"]);
    expect(await shown("expiring")).toEqual(["expiring"]);
    expect(await shown("expired")).toEqual(["expired"]);
    expect(await shown("revoked")).toEqual(["detached", "revoked"]);
    expect(await shown("all")).toHaveLength(5);
    const [detached] = (await list(ada, acme, { filter: "revoked", search: "detached" })).keys;
    expect(detached).toMatchObject({
      status: "revoked",
      isDetached: true,
      revoked: { byName: "Ada", reason: "Unused" },
    });
  });

  test("hides who revoked a key in another workspace", async () => {
    const { ada, mia, acme } = world;
    const zoe = await makeUser("Zoe");
    const labs = await makeWorkspace("Labs", [
      [zoe, "owner"],
      [mia, "member"],
    ]);
    const keyId = await makeKey(mia, [acme, labs]);
    await detachKey(callerOf(ada), { workspace: acme.id, keyId, reason: null });
    await detachKey(callerOf(zoe), { workspace: labs.id, keyId, reason: "Confidential" });
    const page = await list(ada, acme, { filter: "all" });
    expect(page.keys).toMatchObject([
      { status: "revoked", isDetached: true, revoked: { byName: "Ada", reason: null } },
    ]);
    expect(JSON.stringify(page)).not.toMatch(/Zoe|Confidential/);
  });
});

describe("which keys a filter shows", () => {
  test("by access level, for every combination of scopes", async () => {
    const { ada, mia, acme } = world;
    const combinations = Array.from({ length: 2 ** SCOPES.length }, (_, bits) =>
      SCOPES.filter((_scope, index) => bits & (1 << index)),
    );
    for (const scopes of combinations) await makeKey(mia, [acme], { scopes });
    for (const access of ["read_only", "full", "custom"] as const) {
      const { keys } = await list(ada, acme, { access });
      expect(keys.map((key) => accessLevelOf(key.scopes))).toEqual(keys.map(() => access));
      expect(keys).toHaveLength(combinations.filter((scopes) => accessLevelOf(scopes) === access).length);
    }
  });

  test("by owner: of one person, or of the workspace itself", async () => {
    const { ada, mia, acme } = world;
    await makeKey(ada, [acme], { name: "Ada's" });
    await makeKey(mia, [acme], { name: "Mia's" });
    await makeServiceKey(acme, { name: "service" });
    const other = await makeWorkspace("Other", [[ada, "owner"]]);
    await makeServiceKey(other, { name: "elsewhere" });
    expect(names(await list(ada, acme, { owner: mia.id }))).toEqual(["Mia's"]);
    const service = await list(ada, acme, { owner: "service" });
    expect(service.keys).toMatchObject([{ name: "service", owner: null, otherWorkspaceCount: 0 }]);
    expect(names(await list(ada, acme))).toEqual(["service", "Mia's", "Ada's"]);
  });

  test("unused for 90 days: the last use, or the creation of a key that was never used, is at least as long ago", async () => {
    const { ada, mia, acme } = world;
    const ago = (days: number) => addDays(NOW, -days);
    const make = async (name: string, createdAt: Date, lastUsedAt: Date | null) => {
      const id = await makeKey(mia, [acme], { name, createdAt });
      await db().key.update({ where: { id }, data: { lastUsedAt } });
    };
    await make("new", ago(1), null);
    await make("old, never used", ago(UNUSED_DAYS), null);
    await make("old, used long ago", ago(300), ago(UNUSED_DAYS));
    await make("old, in use", ago(300), ago(UNUSED_DAYS - 1));
    const { keys } = await list(ada, acme, { unused: true });
    expect(names({ keys }).toSorted()).toEqual(["old, never used", "old, used long ago"]);
  });
});

test("shows the environment and the servers of this workspace to which a key is limited, and no other servers", async () => {
  const { ada, mia, acme } = world;
  const secret = await makeWorkspace("Secret", [[mia, "owner"]]);
  const serverIds = [
    await makeUpstream(acme, { slug: "notes" }),
    await makeUpstream(acme, { slug: "files" }),
    await makeUpstream(secret, { slug: "hidden" }),
  ];
  await makeKey(mia, [acme, secret], { serverIds, environment: "staging" });
  await makeKey(mia, [acme], { isLegacy: true });
  const page = await list(ada, acme);
  expect(page.keys).toMatchObject([
    { isLegacy: true, environment: null, servers: null },
    { isLegacy: false, environment: "staging", servers: [{ name: "files" }, { name: "notes" }] },
  ]);
  expect(JSON.stringify(page)).not.toMatch(/hidden/);
});

test("counts at most a thousand keys, and exports all of them", async () => {
  const { ada, mia, acme } = world;
  await makeKey(mia, [acme]);
  await pool().query(
    `INSERT INTO "Key" SELECT (jsonb_populate_record(k, jsonb_build_object(
       'id', 'key_' || lpad(n::text, 26, '0'), 'tokenHash', n::text))).*
     FROM "Key" k, generate_series(1, 1500) n`,
  );
  await pool().query(
    `INSERT INTO "KeyWorkspace" ("keyId", "workspaceId") SELECT id, $1 FROM "Key" ON CONFLICT DO NOTHING`,
    [acme.id],
  );
  expect((await list(ada, acme)).total).toEqual({ counted: 1_000, isExact: false });
  // Some were never used, and several have the same last use.
  await pool().query(`
    UPDATE "Key" SET "lastUsedAt" = '2026-11-01'::timestamptz + (("tokenHash"::int / 4) || ' minutes')::interval
    WHERE "tokenHash" ~ '^[0-9]{1,4}$' AND "tokenHash"::int % 3 > 0`);
  for (const sort of KEY_SORTS) {
    const exported = await exportWorkspaceKeys(callerOf(ada), acme.slug, listWorkspaceKeysSchema.parse({ sort }));
    const ids: string[] = [];
    for await (const key of exported) ids.push(key.id);
    expect([ids.length, new Set(ids).size], sort).toEqual([1_501, 1_501]);
  }
});

describe("search", () => {
  async function searchable() {
    const { ada, mia, acme } = world;
    const token = generateToken("mcp_");
    await makeKey(mia, [acme], { name: "100% Laptop", token });
    await makeKey(ada, [acme], { name: "Desktop" });
    return { found: async (search: string) => names(await list(ada, acme, { search })), token, mia };
  }

  test("finds by name, owner and email address, in upper or lower case", async () => {
    const { found, mia } = await searchable();
    for (const search of ["laptop", "MIA", mia.email.toUpperCase(), " laptop "]) {
      expect(await found(search)).toEqual(["100% Laptop"]);
    }
  });

  test("finds by a copied mask and by either end of it", async () => {
    const { found, token } = await searchable();
    const [start, end] = [token.slice(0, 9), token.slice(-5)];
    for (const search of [`${start}…${end}`, start, end]) expect(await found(search)).toEqual(["100% Laptop"]);
  });

  test("takes percent signs, underscores and backslashes literally", async () => {
    const { found } = await searchable();
    expect(await found("100%")).toEqual(["100% Laptop"]);
    for (const search of ["%top", "L_ptop", "\\", "'"]) expect(await found(search)).toEqual([]);
  });
});

describe("pages", () => {
  test.each(KEY_SORTS)("neither skip nor repeat a key, sorted by %s", async (sort) => {
    const { ada, mia, acme } = world;
    for (let index = 0; index < 120; index++) {
      const id = await makeKey(mia, [acme], { name: `${index}` });
      // Some were never used, many at the same instant.
      const lastUsedAt = index % 3 === 0 ? null : addDays(NOW, -Math.floor(index / 40));
      await db().key.update({ where: { id }, data: { lastUsedAt } });
    }
    const seen: (string | null)[] = [];
    const sizes: number[] = [];
    const used: (number | null)[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(ada, acme, cursor ? { cursor, sort } : { sort });
      expect(page.total).toEqual({ counted: 120, isExact: true });
      seen.push(...names(page));
      used.push(...page.keys.map((key) => key.lastUse?.at.getTime() ?? null));
      sizes.push(page.keys.length);
      cursor = page.nextCursor;
    }
    expect(sizes).toEqual([50, 50, 20]);
    expect(new Set(seen).size).toBe(120);
    expect(used.map((at) => at ?? 0)).toEqual(inOrder(sort, used));
  });

  /** Never used counts as used at the beginning of time. */
  function inOrder(sort: KeySort, used: (number | null)[]): number[] {
    const times = used.map((at) => at ?? 0);
    if (sort === "newest") return times;
    return times.toSorted((one, other) => (sort === "idle" ? one - other : other - one));
  }

  test.each(["", "x", "1.key_1", "key_01jd0000000000000000000000", "99999999999999999.key_01jd0000000000000000000000"])(
    "refuse the cursor %o",
    (cursor) => {
      expect(listWorkspaceKeysSchema.safeParse({ cursor }).success).toBe(false);
    },
  );
});
