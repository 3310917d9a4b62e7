import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Refusal } from "#lib/audit/refusal-rows";
import { countRefusal, countWaitingRefusals, flushRefusals } from "#lib/audit/refusals";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { forget } from "#lib/process";
import { useDatabase } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeKey, makeServiceKey, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

beforeEach(() => forget("refusals"));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const after = (seconds: number) => new Date(NOW.getTime() + seconds * SECOND_MS);
const events = () => db().auditEvent.findMany({ orderBy: [{ workspaceId: "asc" }, { at: "asc" }] });

function refusal(changes: Partial<Refusal> = {}): Refusal {
  const by = { userId: "usr_1", keyId: null };
  return { workspaceId: "ws_1", by, reason: "members:manage", about: null, at: NOW, address: "192.0.2.1", ...changes };
}

test("writes refusals of one kind as one event with their number and the times of the first and the last", async () => {
  countRefusal(refusal());
  countRefusal(refusal({ at: after(20), address: "192.0.2.2", originApp: "terraform" }));
  countRefusal(refusal({ at: after(10) }));
  countRefusal(refusal({ reason: "access:manage" }));
  await flushRefusals();
  const [first, second] = await db().auditEvent.findMany({ orderBy: { count: "desc" } });
  expect(first).toMatchObject({
    action: "request.refused",
    workspaceId: "ws_1",
    actorKind: "user",
    actorId: "usr_1",
    targetType: "workspace",
    targetId: "ws_1",
    count: 3,
    at: after(20),
    address: "192.0.2.2",
    originApp: "terraform",
    details: { reason: "members:manage", firstAt: NOW.toISOString(), lastAt: after(20).toISOString() },
  });
  expect(second).toMatchObject({ count: 1, details: { reason: "access:manage" } });
});

test("writes refusals one minute after the first of them", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  countRefusal(refusal());
  vi.advanceTimersByTime(MINUTE_MS - 1);
  expect(countWaitingRefusals().waiting).toBe(1);
  vi.advanceTimersByTime(1);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await db().auditEvent.count()).toBe(1), EVENTUALLY);
});

test("writes the refusal of a key for its owner and for the workspace where it happened", async () => {
  const ada = await makeUser("Ada");
  const [acme, labs] = [await makeWorkspace("Acme", [[ada, "owner"]]), await makeWorkspace("Labs", [[ada, "owner"]])];
  const keyId = await makeKey(ada, [acme, labs], { name: "Laptop" });
  const by = { userId: ada.id, keyId };
  countRefusal(refusal({ workspaceId: acme.id, by, reason: "TOOL_BLOCKED", about: "notes: delete" }));
  await flushRefusals();
  const event = { actorKind: "key", actorId: ada.id, targetType: "key", targetId: keyId, targetName: "Laptop" };
  expect(await events()).toMatchObject([
    { ...event, workspaceId: acme.id, details: { reason: "TOOL_BLOCKED", about: "notes: delete" } },
    { ...event, workspaceId: null },
  ]);
});

test("writes a refusal that concerns the key itself in exactly the workspaces that the key reaches", async () => {
  const [ada, grace] = [await makeUser("Ada"), await makeUser("Grace")];
  const [acme, labs] = [await makeWorkspace("Acme", [[ada, "owner"]]), await makeWorkspace("Labs", [[ada, "owner"]])];
  const left = await makeWorkspace("Left", [[grace, "owner"]]);
  const detached = await makeWorkspace("Detached", [[ada, "owner"]]);
  const keyId = await makeKey(ada, [acme, labs, left, detached]);
  await db().keyWorkspace.updateMany({ where: { workspaceId: detached.id }, data: { detachedAt: NOW } });
  const by = { userId: ada.id, keyId };
  countRefusal(refusal({ workspaceId: null, by, reason: "RATE_LIMITED" }));
  countRefusal(refusal({ workspaceId: null, by, reason: "NOT_REACHED" }));
  const serviceKeyId = await makeServiceKey(left);
  countRefusal(refusal({ workspaceId: null, by: { userId: null, keyId: serviceKeyId }, reason: "RATE_LIMITED" }));
  await flushRefusals();
  const places = (await events()).map(({ workspaceId, targetId, details }) => {
    return [targetId, workspaceId, (details as { reason: string }).reason];
  });
  expect(places.sort()).toEqual(
    [
      [keyId, null, "RATE_LIMITED"],
      [keyId, acme.id, "RATE_LIMITED"],
      [keyId, labs.id, "RATE_LIMITED"],
      [keyId, null, "NOT_REACHED"],
      [serviceKeyId, null, "RATE_LIMITED"],
      [serviceKeyId, left.id, "RATE_LIMITED"],
    ].sort(),
  );
});

test("drops and counts the oldest refusals above five thousand different ones", async () => {
  for (let number = 0; number < 5_003; number += 1) countRefusal(refusal({ workspaceId: `ws_${number}` }));
  expect(countWaitingRefusals()).toEqual({ waiting: 5_000, dropped: 3 });
  await flushRefusals();
  expect(await db().auditEvent.count()).toBe(5_000);
  expect(countWaitingRefusals()).toEqual({ waiting: 0, dropped: 0 });
});

test("keeps refusals while the database is away, and writes none twice when a response is lost", async () => {
  countRefusal(refusal());
  const createMany = vi.spyOn(db().auditEvent, "createMany");
  createMany.mockRejectedValueOnce(new Error("away"));
  await flushRefusals();
  countRefusal(refusal({ at: after(90) }));
  const original = createMany.getMockImplementation();
  expect(original).toBeUndefined();
  vi.restoreAllMocks();
  const lost = vi.spyOn(db().auditEvent, "createMany");
  lost.mockImplementationOnce((async (input: never) => {
    vi.restoreAllMocks();
    await db().auditEvent.createMany(input);
    throw new Error("the answer was lost");
  }) as never);
  await flushRefusals();
  await flushRefusals();
  expect((await events()).map(({ count }) => count)).toEqual([1, 1]);
});

test("keeps the counts while the keys cannot be read", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const by = { userId: ada.id, keyId: await makeKey(ada, [acme]) };
  countRefusal(refusal({ workspaceId: acme.id, by }));
  vi.spyOn(pool(), "query").mockRejectedValueOnce(new Error("away") as never);
  await flushRefusals();
  countRefusal(refusal({ workspaceId: acme.id, by, at: after(5) }));
  await flushRefusals();
  expect(await events()).toMatchObject([{ count: 2 }, { count: 2 }]);
});

test("adds up all counts when a write has failed, and keeps the times of the first and the last", async () => {
  const ada = await makeUser("Ada");
  const by = { userId: ada.id, keyId: await makeKey(ada, [await makeWorkspace("Acme", [[ada, "owner"]])]) };
  countRefusal(refusal({ by, workspaceId: null, reason: "NOT_REACHED", at: after(2) }));
  countRefusal(refusal({ by, workspaceId: null, reason: "NOT_REACHED", at: after(3) }));
  vi.spyOn(pool(), "query").mockImplementationOnce((async () => {
    countRefusal(refusal({ by, workspaceId: null, reason: "NOT_REACHED", at: after(9) }));
    throw new Error("away");
  }) as never);
  await flushRefusals();
  await flushRefusals();
  const details = { firstAt: after(2).toISOString(), lastAt: after(9).toISOString() };
  // The key reaches one workspace only, so the refusal is written there too.
  expect(await events()).toMatchObject([
    { count: 3, details },
    { count: 3, details },
  ]);
});
