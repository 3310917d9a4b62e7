import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { addDays, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { newId } from "#lib/ids";
import { countKeyRefusal, flushKeyRefusals, type KeyRefusal } from "#lib/keys/refusals/count-refusal";
import { ROWS_PER_KEY } from "#lib/keys/refusals/dto";
import { listRefusedAttempts } from "#lib/keys/refusals/queries";
import { deleteOldKeyRefusals } from "#lib/keys/refusals/retention";
import { forget } from "#lib/process";
import { callerOf, makeKey, makeServiceKey, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

/** Ada's key reaches Acme, which Grace owns, and Labs, which Ada owns. */
const world = useWorkspace(
  { acme: { grace: "owner", ada: "member" }, labs: { ada: "owner" } },
  async ({ ada, acme, labs }) => ({ keyId: await makeKey(ada, [acme, labs]) }),
);
beforeEach(() => forget("key-refusals"));

const refusal = (changes: Partial<KeyRefusal> = {}): KeyRefusal => ({
  keyId: world.keyId,
  workspaceId: null,
  reason: "revoked",
  client: "cursor 1.2",
  address: "192.0.2.1",
  at: NOW,
  ...changes,
});

async function refuse(...all: Partial<KeyRefusal>[]): Promise<void> {
  for (const changes of all) countKeyRefusal(refusal(changes));
  await flushKeyRefusals();
}

const later = (seconds: number) => new Date(NOW.getTime() + seconds * SECOND_MS);
const seenBy = (user: TestUser, workspace: TestWorkspace, id = world.keyId) =>
  listRefusedAttempts(callerOf(user), workspace.slug, id);

describe("counting", () => {
  test("sums up what is equal, over any number of writes", async () => {
    await refuse({ at: later(1) }, { at: later(3) }, { at: later(2) });
    await refuse({ at: NOW }, { client: null }, { address: null }, { reason: "expired" });
    const [first, ...others] = await seenBy(world.ada, world.labs);
    expect(first).toEqual({
      reason: "revoked",
      client: "cursor 1.2",
      address: "192.0.2.1",
      count: 4,
      firstAt: NOW,
      lastAt: later(3),
      workspaceName: null,
      oldToken: null,
    });
    expect(others.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  test("keeps one row for a client that tries a thousand times, and makes what it says fit for a page", async () => {
    await refuse(...Array.from({ length: 1_000 }, () => ({ client: `evil\u0000\n${"x".repeat(5_000)}` })));
    const rows = await db().keyRefusal.findMany();
    expect(rows).toMatchObject([{ count: 1_000 }]);
    expect(rows[0]?.client).toMatch(/^evil ?x{1,100}$/);
    expect(rows[0]?.client?.length).toBeLessThanOrEqual(100);
  });

  test("writes a client that tries on and on twice a minute at most, and loses none of its attempts", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"], now: NOW });
    const queries = vi.spyOn(pool(), "query");
    try {
      for (let second = 0; second < 90; second += 1) {
        for (let time = 0; time < 100; time += 1) countKeyRefusal(refusal({ at: later(second) }));
        await vi.advanceTimersByTimeAsync(1_000);
      }
      // Each write also deletes the earliest sums.
      const writes = queries.mock.calls.length / 2;
      expect(writes).toBeGreaterThanOrEqual(2);
      expect(writes).toBeLessThanOrEqual(4);
    } finally {
      vi.useRealTimers();
      queries.mockRestore();
      await flushKeyRefusals();
    }
    expect(await seenBy(world.ada, world.labs)).toMatchObject([{ count: 9_000, firstAt: NOW, lastAt: later(89) }]);
  });

  test("keeps the latest twenty sums of a key, whatever its bearer sends, and all of other keys", async () => {
    const other = await makeKey(world.ada, [world.labs]);
    await refuse({ keyId: other });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 60 }), async (clients) => {
        await refuse(...clients.map((client, second) => ({ client, at: later(second) })));
        expect(await db().keyRefusal.count({ where: { keyId: world.keyId } })).toBeLessThanOrEqual(ROWS_PER_KEY);
      }),
      { numRuns: 10 },
    );
    await refuse({ client: "the last", at: later(1_000) });
    expect((await seenBy(world.ada, world.labs))[0]).toMatchObject({ client: "the last" });
    expect(await seenBy(world.ada, world.labs, other)).toHaveLength(1);
  });

  test("holds no more than twenty sums of one key in memory, so that others have room", async () => {
    const other = await makeKey(world.ada, [world.labs]);
    for (let number = 0; number < 5_000; number += 1) countKeyRefusal(refusal({ client: `client ${number}` }));
    await refuse({ keyId: other });
    expect(await db().keyRefusal.count({ where: { keyId: world.keyId } })).toBe(ROWS_PER_KEY);
    expect(await seenBy(world.ada, world.labs, other)).toHaveLength(1);
  });

  test("leaves out keys and workspaces that are gone, and writes the rest", async () => {
    await refuse({ keyId: newId("key") }, { workspaceId: newId("ws"), reason: "policy" }, {});
    expect(await db().keyRefusal.findMany()).toMatchObject([{ keyId: world.keyId, reason: "revoked" }]);
  });

  test("counts on beyond what the column holds", async () => {
    await refuse({});
    await db().keyRefusal.updateMany({ data: { count: 2_147_483_647 } });
    await refuse({});
    expect((await seenBy(world.ada, world.labs))[0]?.count).toBe(2_147_483_647);
  });
});

describe("the list", () => {
  test("shows the owner everything, also after the key has ended", async () => {
    await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
    await refuse(
      { at: later(2) },
      { workspaceId: world.acme.id, reason: "network", at: later(1) },
      { reason: "policy" },
    );
    const reasons = (await seenBy(world.ada, world.acme)).map(({ reason, workspaceName }) => [reason, workspaceName]);
    expect(reasons).toEqual([
      ["revoked", null],
      ["network", "Acme"],
      ["policy", null],
    ]);
  });

  test("shows an admin what concerns their workspace, and the key while it reaches it", async () => {
    await refuse(
      { reason: "expired", at: later(3) },
      { workspaceId: world.acme.id, reason: "network", at: later(2) },
      { workspaceId: world.labs.id, reason: "scope", at: later(1) },
      { reason: "policy" },
    );
    const reasons = async () => (await seenBy(world.grace, world.acme)).map(({ reason }) => reason);
    expect(await reasons()).toEqual(["expired", "network"]);
    await db().keyWorkspace.updateMany({
      where: { keyId: world.keyId, workspaceId: world.acme.id },
      data: { detachedAt: NOW },
    });
    expect(await reasons()).toEqual(["network"]);
  });

  test("shows a service key to the admins of its workspace alone", async () => {
    const id = await makeServiceKey(world.acme);
    await refuse({ keyId: id });
    expect(await seenBy(world.grace, world.acme, id)).toHaveLength(1);
    await expect(seenBy(world.ada, world.acme, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(seenBy(world.ada, world.labs, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("has attempts with the old token on the page of the new key, and not the other way round", async () => {
    const newId = await makeKey(world.ada, [world.labs], { createdAt: later(1) });
    await db().key.update({ where: { id: newId }, data: { familyId: world.keyId, rotatedFromId: world.keyId } });
    await refuse({ reason: "expired" }, { keyId: newId, reason: "scope", at: later(5) });
    const { tokenStart } = await db().key.findUniqueOrThrow({ where: { id: world.keyId } });
    expect(await seenBy(world.ada, world.labs, newId)).toMatchObject([
      { reason: "scope", oldToken: null },
      { reason: "expired", oldToken: expect.stringContaining(tokenStart) },
    ]);
    expect(await seenBy(world.ada, world.labs)).toMatchObject([{ reason: "expired", oldToken: null }]);
    // Grace's workspace is reached by the old key alone.
    await db().keyWorkspace.create({ data: { keyId: newId, workspaceId: world.acme.id } });
    await db().keyWorkspace.deleteMany({ where: { keyId: world.keyId, workspaceId: world.acme.id } });
    expect(await seenBy(world.grace, world.acme, newId)).toMatchObject([{ reason: "scope" }]);
  });
});

describe("rows end", () => {
  test("with their key, and with their workspace", async () => {
    await refuse({ workspaceId: world.acme.id, reason: "policy" }, {});
    await db().workspace.delete({ where: { id: world.acme.id } });
    expect(await db().keyRefusal.findMany()).toMatchObject([{ reason: "revoked" }]);
    await db().key.delete({ where: { id: world.keyId } });
    expect(await db().keyRefusal.count()).toBe(0);
  });

  test("thirty days after the last attempt", async () => {
    const limit = addDays(NOW, -30);
    await refuse({ at: new Date(limit.getTime() - 1) }, { client: "kept", at: limit });
    expect(await deleteOldKeyRefusals(NOW)).toBe(1);
    expect(await db().keyRefusal.findMany()).toMatchObject([{ client: "kept" }]);
  });
});
