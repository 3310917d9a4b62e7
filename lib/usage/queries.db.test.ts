import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { closeDatabase, db } from "#lib/db/client";
import type { Grouping } from "#lib/usage/groupings";
import type { Period } from "#lib/usage/periods";
import { workspaceUsage } from "#lib/usage/queries";
import {
  callerOf,
  makeCalls,
  makeKey,
  makeServiceKey,
  makeUpstream,
  makeUser,
  NOW,
  type TestUser,
} from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace(
  { acme: { ada: "admin", mia: "member" }, other: { mia: "owner" } },
  async ({ mia, acme, other }) => ({
    keyId: await makeKey(mia, [acme, other], { name: "Laptop" }),
    upstreamId: await makeUpstream(acme, { slug: "notes" }),
  }),
);

const calls = (options: Partial<Parameters<typeof makeCalls>[0]> = {}) =>
  makeCalls({
    keyId: world.keyId,
    user: world.mia,
    workspace: world.acme,
    upstreamId: world.upstreamId,
    name: "echo",
    ...options,
  });

/** Sets the time zone of all new connections. */
async function inTimeZone(zone: string): Promise<void> {
  const [{ name }] = await db().$queryRaw<[{ name: string }]>`SELECT quote_ident(current_database()) AS "name"`;
  await db().$executeRawUnsafe(`ALTER DATABASE ${name} SET timezone = '${zone}'`);
  await closeDatabase();
}

const usage = (period: Period = "7d", by: Grouping = "key", now = NOW) =>
  workspaceUsage(callerOf(world.ada, now), world.acme.slug, { period, by });

describe("sums", () => {
  test("count calls by how they ended, and add up their durations", async () => {
    await calls({ durationsMs: [10, 30] });
    await calls({ outcome: "tool_error", durationsMs: [80] });
    await calls({ outcome: "upstream_failed" });
    await calls({ outcome: "rate_limited" });
    await calls({ outcome: "cancelled" });
    const expected = { calls: 6, succeeded: 2, failed: 2, refused: 1, cancelled: 1, meanMs: 25, maxMs: 80 };
    const { total, units, groups } = await usage();
    expect(total).toMatchObject({ ...expected, p50Ms: 10 });
    expect(units.at(-1)).toMatchObject(expected);
    expect(groups.top).toMatchObject([expected]);
  });

  test("are all zero without a call", async () => {
    const nothing = { calls: 0, succeeded: 0, failed: 0, refused: 0, cancelled: 0, meanMs: null, maxMs: null };
    const { total, units, groups, isUnused } = await usage();
    expect(isUnused).toBe(true);
    expect(total).toEqual({ ...nothing, p50Ms: null, p95Ms: null });
    expect(units.map(({ from, ...sums }) => sums)).toEqual(Array.from({ length: 7 }, () => nothing));
    expect(groups).toEqual({ top: [], rest: null });
  });

  test("do not make a workspace unused whose last call is long ago", async () => {
    await calls({ at: addDays(NOW, -8) });
    expect(await usage()).toMatchObject({ isUnused: false, total: { calls: 0 } });
  });

  test("have percentiles of the calls that are still stored one by one", async () => {
    await calls({ durationsMs: Array.from({ length: 101 }, (_, index) => index) });
    expect((await usage()).total).toMatchObject({ p50Ms: 50, p95Ms: 95 });
    await db().usageEvent.deleteMany();
    expect((await usage()).total).toMatchObject({ calls: 101, p50Ms: null, p95Ms: null });
    await calls({ at: addDays(NOW, -8), durationsMs: [9_000] });
    expect((await usage()).total).toMatchObject({ calls: 101, p50Ms: null, p95Ms: null });
  });
});

describe("periods", () => {
  test("use days of UTC, in every time zone of the database", async () => {
    await inTimeZone("America/Los_Angeles");
    await calls({ at: new Date("2026-11-20T23:59:59.999Z") });
    await calls({ at: new Date("2026-11-21T00:00:00.000Z") });
    const { units } = await usage();
    expect(units.slice(-2).map(({ from, calls }) => [from.toISOString(), calls])).toEqual([
      ["2026-11-20T00:00:00.000Z", 1],
      ["2026-11-21T00:00:00.000Z", 1],
    ]);
  });

  test.each([
    ["7d", 6],
    ["30d", 29],
    ["90d", 89],
  ] as const)("%s begins %d days ago", async (period, days) => {
    await calls({ at: addDays(NOW, -days) });
    await calls({ at: addDays(NOW, -days - 1) });
    const { total, units } = await usage(period);
    expect(total.calls).toBe(1);
    expect(units).toHaveLength(days + 1);
    expect(units[0]).toMatchObject({ from: addDays(new Date("2026-11-21T00:00:00.000Z"), -days), calls: 1 });
  });

  test("show a year by week, Monday to Sunday", async () => {
    await calls({ at: new Date("2026-11-15T23:00:00.000Z") });
    await calls({ at: new Date("2026-11-16T01:00:00.000Z"), durationsMs: [1, 2] });
    const { unit, units } = await usage("1y");
    expect(unit).toBe("week");
    expect(units.slice(-2).map(({ from, calls }) => [from.toISOString().slice(0, 10), calls])).toEqual([
      ["2026-11-09", 1],
      ["2026-11-16", 2],
    ]);
  });
});

describe("groups", () => {
  test("name a key with its owner and page, and mark service keys", async () => {
    await calls({ durationsMs: [1, 1] });
    await makeCalls({
      keyId: await makeServiceKey(world.acme, { name: "CI" }),
      workspace: world.acme,
      upstreamId: world.upstreamId,
    });
    expect((await usage()).groups.top).toMatchObject([
      { id: world.keyId, name: "Laptop", detail: "Mia", hasPage: true, calls: 2, p95Ms: 1 },
      { name: "CI", detail: "Service key", hasPage: true, calls: 1 },
    ]);
    expect((await usage("7d", "member")).groups.top).toMatchObject([
      { id: world.mia.id, name: "Mia", detail: world.mia.email },
      { id: "", name: "Service keys", detail: null },
    ]);
  });

  test("separate tools by server, and from prompts and resources", async () => {
    const second = await makeUpstream(world.acme, { slug: "files" });
    await calls({ name: "echo", durationsMs: [1, 1, 1, 1] });
    await calls({ upstreamId: second, name: "echo", durationsMs: [1, 1, 1] });
    await calls({ method: "prompts/get", name: "echo", durationsMs: [1, 1] });
    await calls({ method: "resources/read", name: undefined });
    const { top } = (await usage("7d", "tool")).groups;
    expect(top.map(({ name, detail, calls: count, p50Ms }) => [name, detail, count, p50Ms])).toEqual([
      ["echo", "notes", 4, 1],
      ["echo", "files", 3, 1],
      ["echo", "notes", 2, 1],
      ["Resources read", "notes", 1, 10],
    ]);
    expect(new Set(top.map(({ id }) => id)).size).toBe(4);
  });

  test("keep their numbers and lose their name when the record is gone", async () => {
    await calls();
    await db().upstream.deleteMany();
    await db().membership.deleteMany({ where: { userId: world.mia.id } });
    const gone = { name: null, detail: null, hasPage: false, calls: 1 };
    for (const by of ["server", "key", "member"] as const) {
      expect((await usage("7d", by)).groups.top).toMatchObject([gone]);
    }
  });

  test("name no server, key or member of another workspace", async () => {
    const secret = await makeUpstream(world.other, { slug: "secret" });
    const stranger = await makeUser("Stranger");
    const hidden = await makeKey(stranger, [world.other], { name: "Hidden key" });
    await makeCalls({ keyId: hidden, user: stranger, workspace: world.acme, upstreamId: secret, name: "open" });
    const nameless = { name: null, detail: null, hasPage: false, calls: 1 };
    for (const by of ["server", "key", "member"] as const) {
      expect((await usage("7d", by)).groups.top).toMatchObject([nameless]);
    }
    expect((await usage("7d", "tool")).groups.top).toMatchObject([{ name: "open", detail: null }]);
  });

  test("show twenty one by one and the rest together, without losing a call", async () => {
    for (let index = 1; index <= 23; index += 1) {
      await calls({ name: `tool_${index}`, durationsMs: Array.from({ length: index }, () => index) });
    }
    const { total, groups } = await usage("7d", "tool");
    expect(groups.top).toHaveLength(20);
    expect(groups.top[0]).toMatchObject({ name: "tool_23", calls: 23 });
    expect(groups.rest).toMatchObject({ groups: 3, calls: 6, maxMs: 3 });
    expect(groups.top.reduce((sum, group) => sum + group.calls, 6)).toBe(total.calls);
  });
});

describe("who may read the usage", () => {
  test("nobody sees calls to servers of another workspace, or calls of no workspace", async () => {
    await calls({ workspace: world.other, upstreamId: await makeUpstream(world.other, { slug: "secret" }) });
    await calls({ workspace: undefined, upstreamId: undefined, method: "tools/list", name: undefined });
    await calls();
    for (const by of ["key", "server", "tool", "member"] as const) {
      const shown = await usage("7d", by);
      expect(shown.total).toMatchObject({ calls: 1, p50Ms: 10 });
      expect(shown.groups.top).toMatchObject([{ calls: 1 }]);
      expect(JSON.stringify(shown)).not.toContain("secret");
    }
  });

  test("a member is refused, and for strangers the workspace does not exist", async () => {
    const read = (user: TestUser) => workspaceUsage(callerOf(user), world.acme.slug, { period: "7d", by: "key" });
    await expect(read(world.mia)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(read(await makeUser("Eve"))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
