import { expect, test } from "vitest";
import { stepsFor } from "#components/workspace/next-steps";
import type { WorkspaceOverview } from "#lib/workspaces/dto";

function overview(role: "owner" | "member", counts: Partial<WorkspaceOverview> = {}): WorkspaceOverview {
  const workspace = { id: "ws_1", name: "Acme", slug: "acme", role };
  const servers = { servers: 0, serversIn: { failing: 0, call_failed: 0, no_room: 0 }, troubledServers: [] };
  const nothing = { ...servers, members: 1, pendingInvitations: 0, ownKeys: 0, usedKeys: 0 };
  return { workspace, ...nothing, ...counts };
}

const open = (given: WorkspaceOverview) => stepsFor(given).flatMap(({ title, done }) => (done ? [] : [title]));

test("stepsFor starts a new workspace with its first server", () => {
  expect(open(overview("owner"))).toEqual([
    "Connect an MCP server",
    "Create a key",
    "Connect a client",
    "Invite your team",
  ]);
});

test("stepsFor counts a sent invitation as done, but an unused key does not count as a connected client", () => {
  expect(open(overview("owner", { servers: 1, pendingInvitations: 1, ownKeys: 2 }))).toEqual(["Connect a client"]);
  expect(open(overview("owner", { servers: 1, members: 2, ownKeys: 1, usedKeys: 1 }))).toEqual([]);
});

test("stepsFor shows a member the step of an admin without a link to it", () => {
  const steps = stepsFor(overview("member"));
  expect(steps.map(({ title }) => title)).not.toContain("Invite your team");
  expect(steps.find(({ title }) => title === "Connect an MCP server")?.action).toBeNull();
});
