import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { policyOf } from "#lib/policy/queries";
import type { ToolView } from "#lib/upstreams/dto";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { createUpstreamSchema, setServerRulesSchema, updateUpstreamSchema } from "#lib/upstreams/settings/schema";
import { setServerRules } from "#lib/upstreams/settings/set-server-rules";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let server: RunningMcpServer;
let owner: TestUser;
let acme: TestWorkspace;

beforeAll(async () => {
  server = await startModernServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  owner = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[owner, "owner"]]);
});

const connect = () =>
  createUpstream(callerOf(owner), createUpstreamSchema.parse({ workspace: acme.slug, name: "Notes", url: server.url }));
const events = () => db().auditEvent.findMany({ where: { action: "upstream.rules_changed" }, orderBy: { id: "asc" } });

describe("the rules for all tools of a server", () => {
  const rules = (upstreamId: string, changes: object) =>
    setServerRules(callerOf(owner), setServerRulesSchema.parse({ workspace: acme.slug, upstreamId, ...changes }));

  test("hold for tools without a rule of their own, and each change is one audit event with what changed", async () => {
    const { id } = await connect();
    const byName = (tools: ToolView[], wanted: string) => tools.find(({ name }) => name === wanted);
    await setToolRule(callerOf(owner), {
      workspace: acme.slug,
      upstreamId: id,
      toolName: "add_note",
      access: "writing",
    });
    const { tools } = await rules(id, { toolsWithoutHints: "read_only" });
    expect(byName(tools, "shout")).toMatchObject({ class: "read_only", unruledClass: "read_only" });
    expect(byName(tools, "add_note")).toMatchObject({ class: "writing" });
    const after = await rules(id, { confirmDestructive: "never" });
    expect(after).toMatchObject({ toolsWithoutHints: "read_only", confirmDestructive: "never", workspaceAsks: true });
    expect(byName(after.tools, "delete_notes")).toMatchObject({ asksFirst: false });
    await rules(id, { confirmDestructive: "never" });
    await rules(id, {});
    const shared = { confirmDestructive: "as_workspace", toolsWithoutHints: "read_only" };
    expect((await events()).map(({ before, after: now }) => [before, now])).toEqual([
      [{ ...shared, toolsWithoutHints: "writing" }, shared],
      [shared, { ...shared, confirmDestructive: "never" }],
    ]);
  });

  test("stay after a refresh, an edit and another address", async () => {
    const { id } = await connect();
    await rules(id, { toolsWithoutHints: "read_only", confirmDestructive: "always" });
    await refreshUpstream(callerOf(owner), { workspace: acme.slug, upstreamId: id });
    const edit = { name: "Renamed", url: `${server.url}?moved`, unprefixed: false, headers: [] };
    const moved = await updateUpstream(
      callerOf(owner),
      updateUpstreamSchema.parse({ workspace: acme.slug, upstreamId: id, ...edit }),
    );
    expect(moved).toMatchObject({ toolsWithoutHints: "read_only", confirmDestructive: "always" });
  });

  test("are named on the page of the policy when they differ from it", async () => {
    const { id } = await connect();
    const exceptions = async () => (await policyOf(callerOf(owner), acme.slug)).exceptions;
    expect(await exceptions()).toEqual([]);
    const { name } = await rules(id, { confirmDestructive: "always" });
    expect(await exceptions()).toEqual([{ name, asks: "always" }]);
  });
});
