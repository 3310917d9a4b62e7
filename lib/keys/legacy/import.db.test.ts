import { beforeEach, describe, expect, test, vi } from "vitest";
import { addDays, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { authenticate } from "#lib/keys/access/authenticate";
import { importLegacyTokens } from "#lib/keys/legacy/import";
import type { BadLine } from "#lib/keys/legacy/line";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { revokeKeySchema } from "#lib/keys/life/schema";
import { listOwnKeysForDashboard } from "#lib/keys/lists/own-keys-for-dashboard";
import { listOwnKeysSchema } from "#lib/keys/lists/schema";
import { forget } from "#lib/process";
import { generateToken, hashToken } from "#lib/secrets/token";
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

const world = useWorkspace({ acme: { ada: "owner" } });

const TOKEN = "old-system/9f3b~A token? no: 27+";
const LEGACY = TOKEN.replaceAll(" ", "-");
const LEGACY_TOKENS = listOwnKeysSchema.parse({ list: "legacy" });

beforeEach(() => forget("legacy-keys"));

async function run(lines: string[], { skipBad = false } = {}) {
  const bad: BadLine[] = [];
  async function* given() {
    yield* lines;
  }
  const options = { skipBad, scopes: ["mcp:read" as const], now: NOW, onBad: (one: BadLine) => bad.push(one) };
  return { outcome: await importLegacyTokens(given(), options), bad };
}

const lineOf = (user: TestUser, token: string, name = "Laptop") => `${user.email},${name},${hashToken(token)}`;

describe("an imported token", () => {
  test("works as a key of its owner, in all of their workspaces and those joined later", async () => {
    const { ada, acme } = world;
    const labs = await makeWorkspace("Labs", [[ada, "member"]]);
    expect((await run(["email,name,sha256", lineOf(ada, LEGACY)])).outcome).toEqual({ imported: 1, known: 0, bad: 0 });
    const reach = async () => {
      const answer = await authenticate(LEGACY, "127.0.0.1", NOW);
      return answer.outcome === "ok" ? answer.access.workspaces.map((one) => one.id).sort() : answer;
    };
    expect(await reach()).toEqual([acme.id, labs.id].sort());
    const later = await makeWorkspace("Later", []);
    await makeMembership(later.id, ada, "member");
    expect(await reach()).toEqual([acme.id, labs.id, later.id].sort());
  });

  test("is shown as a legacy token, with nothing of its text", async () => {
    const { ada } = world;
    await run([lineOf(ada, LEGACY)]);
    expect((await listOwnKeysForDashboard(callerOf(ada), listOwnKeysSchema.parse({}))).keys).toEqual([]);
    const { keys } = await listOwnKeysForDashboard(callerOf(ada), LEGACY_TOKENS);
    expect(keys).toMatchObject([{ name: "Laptop", mask: "Legacy token", isLegacy: true, expiresAt: null }]);
    expect(JSON.stringify(keys)).not.toContain(hashToken(LEGACY));
  });

  test("can be revoked", async () => {
    const { ada } = world;
    await run([lineOf(ada, LEGACY)]);
    const [key] = (await listOwnKeysForDashboard(callerOf(ada), LEGACY_TOKENS)).keys;
    expect(await authenticate(LEGACY, "127.0.0.1", NOW)).toMatchObject({ outcome: "ok" });
    await revokeKey(callerOf(ada), revokeKeySchema.parse({ keyId: key?.id }));
    expect(await authenticate(LEGACY, "127.0.0.1", NOW)).toMatchObject({ outcome: "invalid", reason: "revoked" });
  });

  test("is recorded as an action of the operator, without the hash", async () => {
    const { ada, acme } = world;
    await run([lineOf(ada, LEGACY)]);
    const events = await db().auditEvent.findMany({ orderBy: { workspaceId: "asc" } });
    const event = { action: "key.imported", actorKind: "operator", actorId: null, targetName: "Laptop" };
    expect(events).toMatchObject([
      { ...event, workspaceId: acme.id },
      { ...event, workspaceId: null },
    ]);
    expect(JSON.stringify(events)).not.toContain(hashToken(LEGACY));
  });
});

describe("a file", () => {
  test("with a bad line is not imported at all, and every bad line is reported", async () => {
    const { ada } = world;
    const lines = [lineOf(ada, LEGACY), "nonsense", `nobody@example.com,,${hashToken("x")}`, `${ada.email},,${LEGACY}`];
    const { outcome, bad } = await run(lines);
    expect(outcome).toEqual({ imported: 0, known: 0, bad: 3 });
    expect(bad.map((one) => one.line).sort()).toEqual([2, 3, 4]);
    expect(JSON.stringify(bad)).not.toContain(LEGACY);
    expect([await db().key.count(), await db().auditEvent.count()]).toEqual([0, 0]);
  });

  test("is imported without its bad lines when that is wanted", async () => {
    const { ada } = world;
    const { outcome, bad } = await run(["nonsense", lineOf(ada, LEGACY)], { skipBad: true });
    expect([outcome, bad.length]).toEqual([{ imported: 1, known: 0, bad: 1 }, 1]);
  });

  test("that is imported again changes nothing, and makes no revoked token usable", async () => {
    const { ada } = world;
    await run([lineOf(ada, LEGACY)]);
    await db().key.updateMany({ data: { revokedAt: NOW } });
    expect((await run([lineOf(ada, LEGACY, "Other name")])).outcome).toEqual({ imported: 0, known: 1, bad: 0 });
    expect(await db().key.findMany()).toMatchObject([{ name: "Laptop", revokedAt: NOW }]);
  });

  test("that names a token twice imports it once", async () => {
    const { ada } = world;
    const { outcome } = await run([lineOf(ada, LEGACY), lineOf(ada, LEGACY)]);
    expect(outcome).toEqual({ imported: 1, known: 1, bad: 0 });
  });

  test("cannot import a token of somebody else, or of a key of Latchkey itself", async () => {
    const { ada, acme } = world;
    const bob = await makeUser("Bob");
    const own = generateToken("mcp_");
    await makeKey(ada, [acme], { token: own });
    await run([lineOf(ada, LEGACY)]);
    const { bad } = await run([lineOf(bob, LEGACY), lineOf(ada, own)]);
    expect(bad.map((one) => one.line)).toEqual([1, 2]);
  });

  test("of thousands of lines is read in parts", async () => {
    const { ada, acme } = world;
    const lines = Array.from({ length: 1_201 }, (_, index) => lineOf(ada, `legacy-token-${index}`));
    expect((await run(lines)).outcome).toEqual({ imported: 1_201, known: 0, bad: 0 });
    expect(await db().keyWorkspace.count({ where: { workspaceId: acme.id } })).toBe(1_201);
  });
});

describe("a text without the form of a token", () => {
  const outcomeOf = async (token: string, at = NOW) => (await authenticate(token, "127.0.0.1", at)).outcome;

  test("costs no query for a key while there are no legacy tokens, and one query for legacy tokens in half a minute", async () => {
    const query = vi.spyOn(pool(), "query");
    for (let index = 0; index < 10; index += 1) expect(await outcomeOf(LEGACY)).toBe("malformed");
    expect(query).toHaveBeenCalledOnce();
    await outcomeOf(LEGACY, new Date(NOW.getTime() + 29 * SECOND_MS));
    expect(query).toHaveBeenCalledOnce();
    await outcomeOf(LEGACY, new Date(NOW.getTime() + 30 * SECOND_MS));
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });

  test("asks the database again after a failed query, and after the clock was set back", async () => {
    const query = vi.spyOn(pool(), "query");
    query.mockRejectedValueOnce(new Error("The connection is lost.") as never);
    await expect(outcomeOf(LEGACY)).rejects.toThrow("The connection is lost.");
    expect(await outcomeOf(LEGACY)).toBe("malformed");
    expect(query).toHaveBeenCalledTimes(2);
    await outcomeOf(LEGACY, addDays(NOW, -1));
    expect(query).toHaveBeenCalledTimes(3);
    query.mockRestore();
  });

  test("is looked up when there are legacy tokens, and refused in the same way", async () => {
    const { ada } = world;
    await run([lineOf(ada, LEGACY)]);
    expect(await outcomeOf(LEGACY)).toBe("ok");
    expect(await outcomeOf(`${LEGACY}x`)).toBe("invalid");
  });

  test("is never looked up when it cannot be a legacy token", async () => {
    const { ada } = world;
    await run([lineOf(ada, LEGACY)]);
    for (const text of [
      "short",
      "x".repeat(513),
      "a token with spaces",
      "tökens-of-16-chars",
      "line\nbreak-line-break",
    ]) {
      expect(await outcomeOf(text)).toBe("malformed");
    }
  });

  test("is looked up as long as the page of an ended legacy token shows who tries it, and then not any more", async () => {
    const { ada } = world;
    await run([lineOf(ada, LEGACY)]);
    await outcomeOf(LEGACY);
    await db().key.updateMany({ data: { revokedAt: NOW } });
    expect(await outcomeOf(LEGACY)).toBe("invalid");
    expect(await outcomeOf(LEGACY, addDays(NOW, 29))).toBe("invalid");
    expect(await outcomeOf(LEGACY, addDays(NOW, 31))).toBe("malformed");
  });
});
