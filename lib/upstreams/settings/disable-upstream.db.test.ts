import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { createUpstreamSchema } from "#lib/upstreams/settings/schema";
import { callerOf, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";

const world = useWorkspace({ acme: { ada: "owner" } });

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
let server: RunningMcpServer;
let id: string;

beforeAll(async () => {
  server = await startModernServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  const input = createUpstreamSchema.parse({ workspace: world.acme.slug, name: "Notes", url: server.url });
  ({ id } = await createUpstream(world.callers.ada, input));
  server.requests.length = 0;
});

const set = (disabled: boolean, at: Date) =>
  setUpstreamDisabled(callerOf(world.ada, at), { workspace: world.acme.slug, upstreamId: id, disabled });
const row = () => db().upstream.findUniqueOrThrow({ where: { id } });
const events = () =>
  db().auditEvent.findMany({
    where: { action: { in: ["upstream.disabled", "upstream.enabled"] } },
    orderBy: { at: "asc" },
    select: { action: true, before: true, after: true, targetName: true },
  });

test("disables a server without asking it, and enables it by connecting to it, each in a revision of its own", async () => {
  const { revision } = await row();
  expect(await set(true, later(1))).toMatchObject({ status: "disabled", catalogueAt: NOW });
  expect(await row()).toMatchObject({ disabledAt: later(1), revision: revision + 1, updatedAt: later(1) });
  expect(server.requests).toEqual([]);
  expect(await set(false, later(2))).toMatchObject({ status: "connected", catalogueAt: later(2) });
  expect(await row()).toMatchObject({ disabledAt: null, revision: revision + 2, updatedAt: later(2) });
  expect(server.requests).not.toEqual([]);
  expect(await events()).toEqual([
    { action: "upstream.disabled", before: { disabled: false }, after: { disabled: true }, targetName: "Notes" },
    { action: "upstream.enabled", before: { disabled: true }, after: { disabled: false }, targetName: "Notes" },
  ]);
});

test("changes and records nothing when the server is disabled or enabled already", async () => {
  const enabled = await row();
  await set(false, later(1));
  expect(await row()).toEqual({ ...enabled, catalogueAt: later(1) });
  await set(true, later(2));
  const disabled = await row();
  await set(true, later(3));
  expect(await row()).toEqual(disabled);
  expect(await events()).toHaveLength(1);
});
