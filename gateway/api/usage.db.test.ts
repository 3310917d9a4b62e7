import { beforeEach, describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, testRefusals, useApi, wrongFields } from "#testing/machine/use-api";
import {
  makeCalls,
  makeKey,
  makeMembership,
  makeUpstream,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
} from "#testing/people/factories";

useDatabase();
const world = useApi();
const PATH = "/usage";

testRefusals(world, { "GET /usage": { method: "GET", path: () => PATH, scope: "audit:read" } });

let mia: TestUser;
let keyId: string;
let upstreamId: string;
beforeEach(async () => {
  mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "member");
  keyId = await makeKey(mia, [world.acme], { name: "Laptop" });
  upstreamId = await makeUpstream(world.acme, { slug: "notes" });
});

const calls = (options: Partial<Parameters<typeof makeCalls>[0]> = {}) =>
  makeCalls({ keyId, user: mia, workspace: world.acme, upstreamId, name: "echo", ...options });

const usage = async (query = "") => {
  const { status, body } = await world.ask("GET", `${PATH}?${query}`);
  expect(status).toBe(200);
  return body as { records: { id: string; name: string }[]; units: { from: string }[]; nextCursor: string };
};

describe("200", () => {
  test("returns the calls of the last 30 days by key, in total, and by day", async () => {
    await calls({ durationsMs: [10, 30] });
    await calls({ outcome: "refused", durationsMs: [20] });
    const sums = { calls: 3, succeeded: 2, failed: 0, refused: 1, cancelled: 0, meanMs: 20, maxMs: 30 };
    const none = { calls: 0, succeeded: 0, failed: 0, refused: 0, cancelled: 0, meanMs: null, maxMs: null };
    const { units, ...rest } = await usage();
    expect(rest).toEqual({
      records: [{ ...sums, id: keyId, name: "Laptop", detail: "Mia", p50Ms: 20, p95Ms: 29 }],
      hasMore: false,
      nextCursor: null,
      unit: "day",
      total: { ...sums, p50Ms: 20, p95Ms: 29 },
    });
    expect(units).toHaveLength(30);
    expect([units[0], units[29]]).toEqual([
      { ...none, from: "2026-10-23" },
      { ...sums, from: "2026-11-21" },
    ]);
  });

  test("groups by server, tool or member", async () => {
    await calls();
    const names = async (groupBy: string) => (await usage(`groupBy=${groupBy}`)).records.map(({ name }) => name);
    expect([await names("server"), await names("tool"), await names("member")]).toEqual([["notes"], ["echo"], ["Mia"]]);
  });

  test("returns the number of days in the query, by week for more than 90 days", async () => {
    await calls({ at: addDays(NOW, -1) });
    expect(await usage("days=1")).toMatchObject({ unit: "day", total: { calls: 0 }, records: [] });
    expect(await usage("days=2")).toMatchObject({ total: { calls: 1 }, units: { length: 2 } });
    expect(await usage("days=365")).toMatchObject({ unit: "week", total: { calls: 1 } });
  });

  test("returns groups page after page: the most calls first, and equal groups by id", async () => {
    const names = ["b c", "a.b", "ä", "d"];
    for (const name of names) await calls({ name });
    await calls({ name: "often" });
    await calls({ name: "often" });
    const listed: string[] = [];
    let cursor = "";
    do {
      const page = await usage(`groupBy=tool&limit=2${cursor}`);
      listed.push(...page.records.map(({ name }) => name));
      cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
    } while (cursor);
    expect(listed[0]).toBe("often");
    expect(listed.slice(1).toSorted()).toEqual(names.toSorted());
  });

  test("returns the usage of the workspace that the query or X-Active-Account names", async () => {
    await calls();
    const labs = await makeWorkspace("Labs", [[world.ada, "admin"]]);
    expect(await usage(`workspaceId=${world.acme.id}`)).toMatchObject({ total: { calls: 1 } });
    expect(await usage(`workspaceId=${labs.id}`)).toMatchObject({ total: { calls: 0 } });
    const active = await world.ask("GET", PATH, undefined, { "x-active-account": world.acme.slug });
    expect(active.body).toMatchObject({ total: { calls: 1 } });
  });
});

test("400: names every wrong parameter", async () => {
  const nul = Buffer.from("1.\0").toString("base64url");
  const answer = await world.ask("GET", `${PATH}?days=0&groupBy=age&limit=1.5&cursor=${nul}&workspaceId=acme`);
  expect(wrongFields(answer)).toEqual(["cursor", "days", "groupBy", "limit", "workspaceId"]);
});

test("400: a member of several workspaces must name one", async () => {
  await makeWorkspace("Labs", [[world.ada, "admin"]]);
  const { status, body } = await world.ask("GET", PATH);
  expect([status, body]).toMatchObject([400, errorOf("AMBIGUOUS_ACCOUNT")]);
});

test("403: refuses members who are not admins", async () => {
  const { status, body } = await (await world.as(mia))("GET", PATH);
  expect([status, body]).toMatchObject([403, errorOf("FORBIDDEN")]);
});

test("404: refuses a foreign workspace", async () => {
  const foreign = await makeWorkspace("Foreign", []);
  const { status, body } = await world.ask("GET", `${PATH}?workspaceId=${foreign.id}`);
  expect([status, body]).toMatchObject([404, errorOf("NOT_FOUND")]);
});
