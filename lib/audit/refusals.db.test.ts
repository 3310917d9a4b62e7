import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Refusal } from "#lib/audit/refusal-rows";
import { flushRefusals, noteRefusal, waitingRefusals } from "#lib/audit/refusals";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { forget } from "#lib/process";
import { useDatabase } from "#testing/databases/use-database";
import { scaled } from "#testing/machine/slowness";
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

test("refusals of one kind are one event with their number, and when the first and the last were", async () => {
  noteRefusal(refusal());
  noteRefusal(refusal({ at: after(20), address: "192.0.2.2", originApp: "terraform" }));
  noteRefusal(refusal({ at: after(10) }));
  noteRefusal(refusal({ reason: "access:manage" }));
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

test("they are written by themselves a minute later", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  noteRefusal(refusal());
  vi.advanceTimersByTime(MINUTE_MS - 1);
  expect(waitingRefusals().waiting).toBe(1);
  vi.advanceTimersByTime(1);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await db().auditEvent.count()).toBe(1), { timeout: scaled(5_000) });
});

test("a key's refusal in a workspace is told there and to its owner", async () => {
  const ada = await makeUser("Ada");
  const [acme, labs] = [await makeWorkspace("Acme", [[ada, "owner"]]), await makeWorkspace("Labs", [[ada, "owner"]])];
  const keyId = await makeKey(ada, [acme, labs], { name: "Laptop" });
  const by = { userId: ada.id, keyId };
  noteRefusal(refusal({ workspaceId: acme.id, by, reason: "TOOL_BLOCKED", about: "notes: delete" }));
  await flushRefusals();
  const event = { actorKind: "key", actorId: ada.id, targetType: "key", targetId: keyId, targetName: "Laptop" };
  expect(await events()).toMatchObject([
    { ...event, workspaceId: acme.id, details: { reason: "TOOL_BLOCKED", about: "notes: delete" } },
    { ...event, workspaceId: null },
  ]);
});

test("what is wrong with a key itself is told in every workspace that it reaches, and in no other", async () => {
  const [ada, grace] = [await makeUser("Ada"), await makeUser("Grace")];
  const [acme, labs] = [await makeWorkspace("Acme", [[ada, "owner"]]), await makeWorkspace("Labs", [[ada, "owner"]])];
  const left = await makeWorkspace("Left", [[grace, "owner"]]);
  const taken = await makeWorkspace("Taken", [[ada, "owner"]]);
  const keyId = await makeKey(ada, [acme, labs, left, taken]);
  await db().keyWorkspace.updateMany({ where: { workspaceId: taken.id }, data: { detachedAt: NOW } });
  const by = { userId: ada.id, keyId };
  noteRefusal(refusal({ workspaceId: null, by, reason: "RATE_LIMITED" }));
  noteRefusal(refusal({ workspaceId: null, by, reason: "NOT_REACHED" }));
  const serviceKeyId = await makeServiceKey(left);
  noteRefusal(refusal({ workspaceId: null, by: { userId: null, keyId: serviceKeyId }, reason: "RATE_LIMITED" }));
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

test("memory is bounded: beyond five thousand different ones the oldest are dropped and counted", async () => {
  for (let number = 0; number < 5_003; number += 1) noteRefusal(refusal({ workspaceId: `ws_${number}` }));
  expect(waitingRefusals()).toEqual({ waiting: 5_000, dropped: 3 });
  await flushRefusals();
  expect(await db().auditEvent.count()).toBe(5_000);
  expect(waitingRefusals()).toEqual({ waiting: 0, dropped: 0 });
});

test("while the database is away they wait; and none is written twice when its answer was lost", async () => {
  noteRefusal(refusal());
  const createMany = vi.spyOn(db().auditEvent, "createMany");
  createMany.mockRejectedValueOnce(new Error("away"));
  await flushRefusals();
  noteRefusal(refusal({ at: after(90) }));
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

test("while not even keys can be looked up the numbers stay", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const by = { userId: ada.id, keyId: await makeKey(ada, [acme]) };
  noteRefusal(refusal({ workspaceId: acme.id, by }));
  vi.spyOn(pool(), "query").mockRejectedValueOnce(new Error("away") as never);
  await flushRefusals();
  noteRefusal(refusal({ workspaceId: acme.id, by, at: after(5) }));
  await flushRefusals();
  expect(await events()).toMatchObject([{ count: 2 }, { count: 2 }]);
});
