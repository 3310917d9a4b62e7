import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import type { ToolRuleAccess } from "#lib/upstreams/dto";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { createUpstreamSchema } from "#lib/upstreams/settings/schema";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";
import { useWorkspace } from "#testing/people/use-workspace";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";

const world = useWorkspace({ acme: { ada: "owner" } });

let server: RunningMcpServer;
let upstreamId: string;

beforeAll(async () => {
  server = await startModernServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  const input = createUpstreamSchema.parse({ workspace: world.acme.slug, name: "Notes", url: server.url });
  ({ id: upstreamId } = await createUpstream(world.callers.ada, input));
});

const workspace = () => world.acme.slug;
/** Sets a rule. @returns the tool as admins see it then */
async function rule(toolName: string, access: ToolRuleAccess | null) {
  const { tools } = await setToolRule(world.callers.ada, { workspace: workspace(), upstreamId, toolName, access });
  return tools.find(({ name }) => name === toolName);
}

test("a rule overrides the server's hint until it is removed, and each change is recorded with what was before", async () => {
  expect(await rule("shout", "read_only")).toMatchObject({ hint: "none", rule: "read_only", class: "read_only" });
  expect(await rule("shout", "blocked")).toMatchObject({ rule: "blocked", class: "blocked" });
  expect(await rule("shout", null)).toMatchObject({ rule: null, class: "writing" });
  const events = await db().auditEvent.findMany({
    where: { action: "upstream.tool_rule_changed" },
    orderBy: { id: "asc" },
    select: { targetName: true, details: true, before: true, after: true },
  });
  const of = { targetName: "Notes", details: { toolName: "shout" } };
  expect(events).toEqual([
    { ...of, before: { access: null }, after: { access: "read_only" } },
    { ...of, before: { access: "read_only" }, after: { access: "blocked" } },
    { ...of, before: { access: "blocked" }, after: { access: null } },
  ]);
});

test("rules stay after a refresh and an edit", async () => {
  await rule("list_notes", "blocked");
  await refreshUpstream(world.callers.ada, { workspace: workspace(), upstreamId });
  const unchanged = { workspace: workspace(), url: server.url, slug: undefined, unprefixed: false, headers: [] };
  const { tools } = await updateUpstream(world.callers.ada, { ...unchanged, upstreamId, name: "Renamed" });
  expect(tools.find(({ name }) => name === "list_notes")?.class).toBe("blocked");
});

test("a rule for one tool leaves the rules of others, and may be for a tool that the server does not list", async () => {
  await rule("list_notes", "blocked");
  await rule("shout", "read_only");
  expect(await rule("gone", "blocked")).toBeUndefined();
  await rule("shout", null);
  const stored = await db().toolRule.findMany({
    orderBy: { toolName: "asc" },
    select: { toolName: true, access: true },
  });
  expect(stored).toEqual([
    { toolName: "gone", access: "blocked" },
    { toolName: "list_notes", access: "blocked" },
  ]);
});
