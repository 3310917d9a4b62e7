import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { loadSnapshots } from "#lib/upstreams/catalogue/snapshot";
import { sealHeaders } from "#lib/upstreams/headers";
import { makeUpstream } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } }, async ({ acme }) => ({
  small: await makeServer(acme, "small", 100),
  large: await makeServer(acme, "large", 1_000),
}));
beforeEach(() => forget("upstream-snapshots"));

const NO_LISTS = { tools: [], resources: [], resourceTemplates: [], prompts: [] };
const tool = (name: string, changes: object = {}) => ({ name, inputSchema: { type: "object" }, ...changes });

async function makeServer(acme: Parameters<typeof makeUpstream>[0], slug: string, bytes: number): Promise<string> {
  const upstreamId = await makeUpstream(acme, { slug });
  const about = { era: "modern", protocolVersion: "2026-07-28", serverName: slug, serverVersion: "1" };
  const content = { ...NO_LISTS, tools: [tool("first"), tool("second")], capabilities: { tools: {} } };
  await db().catalogue.create({ data: { upstreamId, ...about, ...content, bytes, contentHash: slug } });
  return upstreamId;
}

const wanted = async (...ids: string[]) => {
  const rows = await db().upstream.findMany({ where: { id: { in: ids } }, select: { id: true, revision: true } });
  return ids.map((id) => rows.find((row) => row.id === id) ?? { id, revision: 1 });
};
const load = async (ids: string[], maxBytes = 10_000_000) => loadSnapshots(await wanted(...ids), maxBytes);
const loadOne = async (id: string) => {
  const [snapshot] = await load([id]);
  if (!snapshot) throw new Error("The server was not loaded.");
  return snapshot;
};
/** Changes a server as an edit or a refresh does. */
const change = (id: string, data: object) =>
  db().upstream.update({ where: { id }, data: { ...data, revision: { increment: 1 } } });

test("loads servers in the order in which they are wanted, and leaves out those that no longer exist", async () => {
  const { small, large } = world;
  const order = async (...ids: string[]) => (await load(ids)).map(({ id }) => id);
  expect(await order(large, "ups_gone", small)).toEqual([large, small]);
  expect(await order(small, large)).toEqual([small, large]);
  expect(await order()).toEqual([]);
});

test("keeps a snapshot for its revision, and reads a changed server anew", async () => {
  const { small } = world;
  const before = await loadOne(small);
  expect(await loadOne(small)).toBe(before);
  await change(small, { name: "Renamed" });
  expect(await loadOne(small)).toMatchObject({ name: "Renamed", revision: before.revision + 1 });
});

test("keeps as many snapshots as their bytes allow, and not a number of them", async () => {
  provideEnv({ ...env(), MAX_CATALOGUE_MIB: 1 });
  const { small, large, acme } = world;
  const [first, second] = [await makeServer(acme, "first", 400_000), await makeServer(acme, "second", 400_000)];
  const kept = [await loadOne(small), await loadOne(large)];
  expect([await loadOne(small), await loadOne(large)].map((one, index) => one === kept[index])).toEqual([true, true]);
  const before = await loadOne(first);
  expect(await loadOne(first)).toBe(before);
  await loadOne(second);
  expect(await loadOne(first)).not.toBe(before);
});

describe("catalogues that are too large together", () => {
  test("lose the largest one, which then has no lists, no weight and a mark", async () => {
    const { small, large } = world;
    for (const order of [
      [small, large],
      [large, small],
    ]) {
      forget("upstream-snapshots");
      const loaded = new Map((await load(order, 1_099)).map((one) => [one.id, one]));
      expect(loaded.get(large)).toMatchObject({ ...NO_LISTS, bytes: 0, isLeftOut: true, name: "large" });
      expect(loaded.get(small)).toMatchObject({ bytes: 100, isLeftOut: false });
    }
    expect((await load([small, large], 1_100)).map(({ isLeftOut }) => isLeftOut)).toEqual([false, false]);
  });

  test("lose it also when it is in memory, and what is in memory stays whole", async () => {
    const { small, large } = world;
    await load([large]);
    expect((await load([small, large], 1_099))[1]).toMatchObject({ ...NO_LISTS, bytes: 0, isLeftOut: true });
    expect((await loadOne(large)).tools).toHaveLength(2);
  });

  test("do not keep the emptied server in memory", async () => {
    const { small, large } = world;
    await load([small, large], 1_099);
    expect(await loadOne(large)).toMatchObject({ bytes: 1_000, isLeftOut: false });
  });
});

test("has an entry that is listed twice once, the first one, and none without an identity", async () => {
  const { small } = world;
  const resources = [
    { uri: "note://1", name: "one" },
    { uri: "note://1", name: "again" },
    { uri: "note://2" },
    { name: "lost" },
    null,
  ];
  await db().catalogue.update({ where: { upstreamId: small }, data: { resources, tools: "none" } });
  expect(await loadOne(small)).toMatchObject({
    resources: [
      { uri: "note://1", name: "one" },
      { uri: "note://2", name: "note://2" },
    ],
    tools: [],
  });
});

test("has the address in parts, and one name for a connection as long as address and headers stay", async () => {
  const { small } = world;
  await change(small, { url: "https://notes.example:8443/mcp?team=a", encryptedHeaders: sealHeaders([], small) });
  const before = await loadOne(small);
  expect(before).toMatchObject({ origin: "https://notes.example:8443", path: "/mcp?team=a" });
  await change(small, { name: "Renamed" });
  expect((await loadOne(small)).connection).toBe(before.connection);
  await change(small, { encryptedHeaders: sealHeaders([{ name: "X-Key", value: "v" }], small) });
  expect((await loadOne(small)).connection).not.toBe(before.connection);
  expect((await loadOne(world.large)).connection).not.toBe(before.connection);
});

test("has the headers in lower case, and none when they cannot be decrypted", async () => {
  const { small, large } = world;
  await change(small, { encryptedHeaders: sealHeaders([{ name: "X-API-Key", value: "Secret" }], small) });
  expect((await loadOne(small)).headers).toEqual({ "x-api-key": "Secret" });
  // The headers of another server are sealed for that server alone.
  await change(small, { encryptedHeaders: sealHeaders([{ name: "X-API-Key", value: "Secret" }], large) });
  expect((await loadOne(small)).headers).toBeNull();
});

test("knows neither era nor lists of a server that has never answered", async () => {
  const id = await makeUpstream(world.acme, { slug: "new" });
  expect(await loadOne(id)).toMatchObject({
    ...NO_LISTS,
    era: null,
    protocolVersion: null,
    bytes: 0,
    catalogueAt: null,
  });
});
