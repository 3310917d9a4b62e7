import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { FairQueue } from "#lib/bounds/fair-queue";
import { db } from "#lib/db/client";
import { forget, provide } from "#lib/process";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { createUpstreamSchema } from "#lib/upstreams/settings/schema";
import { callerOf, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";

const world = useWorkspace({ acme: { ada: "owner" } });
const later = new Date(NOW.getTime() + 60_000);

let server: RunningMcpServer;
beforeAll(async () => {
  server = await startModernServer();
});
afterAll(() => server.stop());
beforeEach(() => forget("catalogue-readings"));
afterEach(() => forget("catalogue-readings"));

const create = () =>
  createUpstream(
    world.callers.ada,
    createUpstreamSchema.parse({ workspace: world.acme.slug, name: "Notes", url: server.url }),
  );
const rowOf = (id: string) => db().upstream.findUniqueOrThrow({ where: { id }, include: { catalogue: true } });

/** Lets no catalogue be read, as when other workspaces fill the queue. */
async function fillQueue(): Promise<void> {
  const queue = provide("catalogue-readings", new FairQueue({ limit: 1 }, 1));
  await queue.acquire({ owner: "others" }, 1);
  void queue.acquire({ owner: "others" }, 1);
  server.requests.length = 0;
}

test("a server that had no turn is not shown as failed: nothing of it changes, and who asked hears why", async () => {
  const { id } = await create();
  const before = await rowOf(id);
  await fillQueue();
  const input = { workspace: world.acme.slug, upstreamId: id };
  await expect(refreshUpstream(callerOf(world.ada, later), input)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: "“Notes” was not asked, because Latchkey reads many other MCP servers. Try again later.",
    retryAfterSeconds: 60,
  });
  expect(await refreshCatalogue(id, later)).toBeNull();
  expect(await rowOf(id)).toEqual(before);
  expect(await db().auditEvent.count({ where: { action: "upstream.refreshed" } })).toBe(0);
  expect(server.requests).toEqual([]);
});

test("a server that is added or enabled without a turn is saved without a failure, and is read the next time", async () => {
  await fillQueue();
  const added = await create();
  expect(added).toMatchObject({ failure: null, catalogueAt: null });
  const input = { workspace: world.acme.slug, upstreamId: added.id };
  await setUpstreamDisabled(world.callers.ada, { ...input, disabled: true });
  const enabled = await setUpstreamDisabled(world.callers.ada, { ...input, disabled: false });
  expect(enabled).toMatchObject({ failure: null, catalogueAt: null });
  expect(server.requests).toEqual([]);
  forget("catalogue-readings");
  expect(await refreshUpstream(callerOf(world.ada, later), input)).toMatchObject({ status: "connected" });
});
