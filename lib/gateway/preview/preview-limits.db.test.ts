import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { previewKey, whatKeySees } from "#lib/gateway/preview/queries";
import { previewKeySchema } from "#lib/gateway/preview/schema";
import { useDatabase } from "#testing/databases/use-database";
import {
  callerOf,
  makeKey,
  makeUpstream,
  makeUser,
  makeWorkspace,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let ada: TestUser;
let acme: TestWorkspace;

beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "admin"]]);
});

/** A server with this many read-only tools. */
async function makeServer(slug: string, toolCount: number, description = ""): Promise<string> {
  const upstreamId = await makeUpstream(acme, { slug });
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
  await makeServer("a", toolCount, "é".repeat(2_000));
  const draft = previewKeySchema.parse({ workspaceIds: [acme.id], scopes: ["mcp:read"] });
  const { toolTokens } = await previewKey(callerOf(ada), draft);
  const saved = await whatKeySees(callerOf(ada), acme.id, await makeKey(ada, [acme]));
  expect(saved?.toolTokens).toBe(toolTokens);
  if (least === null) expect(toolTokens).toBeNull();
  else expect((toolTokens ?? 0) / least).toBeCloseTo(1, 1);
});

test("a preview lists 200 tools and counts all of them", async () => {
  await makeServer("a", 150);
  await makeServer("b", 150);
  const draft = previewKeySchema.parse({ workspaceIds: [acme.id], scopes: ["mcp:read"] });
  const { servers, toolCount, callableCount } = await previewKey(callerOf(ada), draft);
  // Latchkey's own tool is the first one.
  expect(countOf(servers)).toEqual([1, 150, 49]);
  expect([toolCount, callableCount]).toEqual([301, 300]);
});

test("the page of a key lists 1,000 tools that it sees and counts all of them", async () => {
  await makeServer("a", 600);
  await makeServer("b", 600);
  const keyId = await makeKey(ada, [acme], { scopes: ["mcp:read"] });
  const sight = await whatKeySees(callerOf(ada), acme.id, keyId);
  expect(countOf(sight?.servers ?? [])).toEqual([1, 600, 399]);
  expect(sight?.toolCount).toBe(1_201);
  expect(sight?.unseen).toEqual([]);
});

test("the page of a key lists 1,000 tools that it does not see, over all servers, and counts all of them", async () => {
  for (const slug of ["a", "b", "c"]) await makeServer(slug, 600);
  const keyId = await makeKey(ada, [acme], { scopes: ["mcp:resources:read"] });
  const sight = await whatKeySees(callerOf(ada), acme.id, keyId);
  expect(countOf(sight?.unseen ?? [])).toEqual([600, 400, 0]);
  expect(sight?.unseenCount).toBe(1_800);
  expect(sight?.omittedServers).toBe(0);
});

test("the page of a key reads 100 servers that it does not see, and says how many more there are", async () => {
  for (let index = 0; index < 102; index += 1) {
    await makeServer(`server-${String(index).padStart(3, "0")}`, 1);
  }
  const keyId = await makeKey(ada, [acme], { scopes: ["mcp:resources:read"] });
  const sight = await whatKeySees(callerOf(ada), acme.id, keyId);
  expect(sight?.unseen.length).toBe(100);
  expect(sight?.omittedServers).toBe(2);
});
