import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { previewKey, whatKeySees } from "#lib/gateway/preview/queries";
import { previewKeySchema } from "#lib/gateway/preview/schema";
import { makeKey, makeUpstream } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "admin" } });

/** A server with this many read-only tools. @param bytes the size that is stored for its catalogue */
async function makeServer(slug: string, toolCount: number, { bytes = 0, description = "" } = {}): Promise<string> {
  const upstreamId = await makeUpstream(world.acme, { slug });
  const tools = Array.from({ length: toolCount }, (_, index) => ({
    name: `tool_${index}`,
    ...(description && { description }),
    inputSchema: { type: "object" },
    annotations: { readOnlyHint: true },
  }));
  await db().catalogue.create({
    data: {
      upstreamId,
      era: "modern",
      protocolVersion: "2026-07-28",
      serverName: slug,
      serverVersion: "1",
      capabilities: {},
      tools,
      resources: [],
      resourceTemplates: [],
      prompts: [],
      bytes,
    },
  });
  return upstreamId;
}

const countOf = (servers: readonly { tools: unknown[] }[]) => servers.map(({ tools }) => tools.length);

test.each([
  [78, null],
  // Latchkey's own tool is the 80th.
  [79, 79 * 1_000],
])("a key with %i tools of servers costs %s tokens, by the bytes that a client gets", async (toolCount, least) => {
  await makeServer("a", toolCount, { description: "é".repeat(2_000) });
  const draft = previewKeySchema.parse({ workspaceIds: [world.acme.id], scopes: ["mcp:read"] });
  const { toolTokens } = await previewKey(world.callers.ada, draft);
  const saved = await whatKeySees(world.callers.ada, world.acme.id, await makeKey(world.ada, [world.acme]));
  expect(saved?.toolTokens).toBe(toolTokens);
  if (least === null) expect(toolTokens).toBeNull();
  else expect((toolTokens ?? 0) / least).toBeCloseTo(1, 1);
});

test("a preview lists 200 tools and counts all of them", async () => {
  await makeServer("a", 150);
  await makeServer("b", 150);
  const draft = previewKeySchema.parse({ workspaceIds: [world.acme.id], scopes: ["mcp:read"] });
  const { servers, toolCount, callableCount } = await previewKey(world.callers.ada, draft);
  // Latchkey's own tool is the first one.
  expect(countOf(servers)).toEqual([1, 150, 49]);
  expect([toolCount, callableCount]).toEqual([301, 300]);
});

test("the page of a key lists 1,000 tools that it sees and counts all of them", async () => {
  await makeServer("a", 600);
  await makeServer("b", 600);
  const keyId = await makeKey(world.ada, [world.acme], { scopes: ["mcp:read"] });
  const sight = await whatKeySees(world.callers.ada, world.acme.id, keyId);
  expect(countOf(sight?.servers ?? [])).toEqual([1, 600, 399]);
  expect(sight?.toolCount).toBe(1_201);
  expect(sight?.unseen).toEqual([]);
});

test("the page of a key lists 1,000 tools that it does not see, over all servers, and counts all of them", async () => {
  for (const slug of ["a", "b", "c"]) await makeServer(slug, 600);
  const keyId = await makeKey(world.ada, [world.acme], { scopes: ["mcp:resources:read"] });
  const sight = await whatKeySees(world.callers.ada, world.acme.id, keyId);
  expect(countOf(sight?.unseen ?? [])).toEqual([600, 400, 0]);
  expect(sight?.unseenCount).toBe(1_800);
  expect(sight?.omittedServers).toBe(0);
});

test("the page of a key reads 100 servers that it does not see, and says how many more there are", async () => {
  for (let index = 0; index < 102; index += 1) {
    await makeServer(`server-${String(index).padStart(3, "0")}`, 1);
  }
  const keyId = await makeKey(world.ada, [world.acme], { scopes: ["mcp:resources:read"] });
  const sight = await whatKeySees(world.callers.ada, world.acme.id, keyId);
  expect(sight?.unseen.length).toBe(100);
  expect(sight?.omittedServers).toBe(2);
});

test("the page of a key reads no more catalogues than fit into the budget of one key, the smallest first", async () => {
  provideEnv({ ...env(), MAX_CATALOGUE_MIB: 1 });
  for (const [slug, bytes] of [
    ["a", 700_000],
    ["b", 1_000],
    ["c", 400_000],
  ] as const)
    await makeServer(slug, 3, { bytes });
  const keyId = await makeKey(world.ada, [world.acme], { scopes: ["mcp:resources:read"] });
  const sight = await whatKeySees(world.callers.ada, world.acme.id, keyId);
  expect(sight?.unseen.map(({ name, tools }) => [name, tools.length])).toEqual([
    ["b", 3],
    ["c", 3],
  ]);
});
