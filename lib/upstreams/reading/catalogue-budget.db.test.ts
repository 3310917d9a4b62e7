import { Server } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { catalogueRoom } from "#lib/upstreams/settings/catalogue-room";
import { removeUpstream } from "#lib/upstreams/settings/remove-upstream";
import { workspaceOverview } from "#lib/workspaces/overview";
import { connect } from "#testing/machine/running-gateway";
import { makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";
import { type RunningServer, startMcpServer } from "#testing/servers/mcp-servers";

const world = useWorkspace({ acme: { ada: "owner" } });

const MIB = 1024 * 1024;

let server: RunningServer;
let descriptions: string[];

/** Sets the tools of the server to so many, of about so many bytes each. */
function offer(count: number, bytes: number): void {
  descriptions = Array.from({ length: count }, (_, index) => String(index).padEnd(bytes, "x"));
}

beforeEach(async () => {
  provideEnv({ ...env(), MAX_CATALOGUE_MIB: 1 });
  offer(1, 10);
  server = await startMcpServer(() => {
    const one = new Server({ name: "sized", version: "1" }, { capabilities: { tools: {} } });
    one.setRequestHandler("tools/list", () => ({
      tools: descriptions.map((description, index) => ({
        name: `tool_${index}`,
        description,
        inputSchema: { type: "object" as const },
      })),
    }));
    return one;
  });
});
afterEach(() => server.stop());

const rowOf = (id: string) =>
  db().upstream.findUniqueOrThrow({ where: { id }, include: { catalogue: { select: { bytes: true } } } });
/** The transaction that wrote a row last. It stays the same while nothing is written. */
async function writtenBy(id: string): Promise<unknown> {
  return db().$queryRaw`SELECT xmin::text FROM "Catalogue" WHERE "upstreamId" = ${id}`;
}

test("stores no catalogue that is read again unchanged: no new revision, and only the time of the check", async () => {
  const id = await connect(world.acme, server.url);
  const before = { row: await rowOf(id), writtenBy: await writtenBy(id) };
  const later = new Date(NOW.getTime() + 60_000);
  for (let time = 0; time < 3; time += 1) expect(await refreshCatalogue(id, later)).toBeNull();
  expect(await rowOf(id)).toEqual({ ...before.row, catalogueAt: later });
  expect(await writtenBy(id)).toEqual(before.writtenBy);
  offer(2, 10);
  await refreshCatalogue(id, later);
  expect((await rowOf(id)).revision).toBe(before.row.revision + 1);
});

test("makes no new revision when a server fails and comes back with the same catalogue", async () => {
  const id = await connect(world.acme, server.url);
  const before = await rowOf(id);
  const port = Number(new URL(server.url).port);
  await server.stop();
  expect(await refreshCatalogue(id, NOW)).toMatchObject({ code: "REFUSED" });
  expect(await rowOf(id)).toMatchObject({ failureCode: "REFUSED", revision: before.revision });
  server = await startMcpServer(
    () => {
      const one = new Server({ name: "sized", version: "1" }, { capabilities: { tools: {} } });
      one.setRequestHandler("tools/list", () => ({
        tools: [{ name: "tool_0", description: descriptions[0] ?? "", inputSchema: { type: "object" as const } }],
      }));
      return one;
    },
    { port },
  );
  expect(await refreshCatalogue(id, NOW)).toBeNull();
  // The admins are told of the trouble later, so the row remembers it.
  const ofTrouble = { troubledSince: NOW, worksAgainSince: NOW, checkAt: expect.any(Date) };
  expect(await rowOf(id)).toEqual({ ...before, ...ofTrouble });
});

test("stores a catalogue only while its workspace has room for it, and says how much is left", async () => {
  offer(6, 100_000);
  const first = await connect(world.acme, server.url, { slug: "first" });
  const second = await connect(world.acme, server.url, { slug: "second", isDown: true });
  const { failureCode, failureMessage, catalogue, catalogueAt } = await rowOf(second);
  expect([failureCode, catalogue, catalogueAt]).toEqual(["CATALOGUE_TOO_LARGE", null, null]);
  expect(failureMessage).toBe(
    "“second” was reached, but its catalogue has 0.6 MiB; this workspace has 0.4 MiB left of 1 MiB.",
  );
  const { usedBytes, budgetBytes } = await catalogueRoom(world.callers.ada, world.acme.id);
  expect([usedBytes, budgetBytes]).toEqual([(await rowOf(first)).catalogue?.bytes, MIB]);
  // A server does not stand in its own way, and a server that is removed makes room.
  offer(6, 110_000);
  expect(await refreshCatalogue(first, NOW)).toBeNull();
  await removeUpstream(world.callers.ada, { workspace: world.acme.id, upstreamId: first });
  expect(await refreshCatalogue(second, NOW)).toBeNull();
});

test("keeps the last catalogue of a server that grows too large", async () => {
  const id = await connect(world.acme, server.url);
  const before = await rowOf(id);
  offer(11, 100_000);
  expect(await refreshCatalogue(id, NOW)).toMatchObject({ code: "CATALOGUE_TOO_LARGE" });
  expect(await rowOf(id)).toMatchObject({ revision: before.revision, catalogue: before.catalogue });
  // It was reached, so it is in no trouble, and it is not asked again by itself.
  expect(await rowOf(id)).toMatchObject({ troubledSince: null, checkAt: null });
  const { serversIn, troubledServers } = await workspaceOverview(world.callers.ada, world.acme.id);
  expect(serversIn).toEqual({ failing: 0, call_failed: 0, no_room: 1 });
  expect(troubledServers).toMatchObject([{ id, trouble: "no_room" }]);
});

test("gives the same room only once to catalogues that come at the same time, and to each workspace its own", async () => {
  offer(4, 100_000);
  const beta = await makeWorkspace("Beta", [[world.ada, "owner"]]);
  const slugs = ["a", "b", "c", "d", "e"];
  await Promise.all([
    ...slugs.map((slug) => connect(world.acme, server.url, { slug, isDown: true })),
    connect(beta, server.url, { slug: "own" }),
  ]);
  const room = await catalogueRoom(world.callers.ada, world.acme.id);
  expect(room.usedBytes).toBeLessThanOrEqual(MIB);
  expect(await db().upstream.count({ where: { workspaceId: world.acme.id, failureCode: "CATALOGUE_TOO_LARGE" } })).toBe(
    3,
  );
});
