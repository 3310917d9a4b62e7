import { expect, test } from "vitest";
import { settingsFor, settingsGroupsFor, settingsPageAt, workspacePath } from "#components/frame/navigation/navigation";

test("a member finds no page of administration, an admin and an owner do", () => {
  const labels = (role: "owner" | "admin" | "member") => settingsFor(role).map(({ label }) => label);
  expect(labels("member")).toEqual(["General", "Members", "MCP servers", "MCP keys"]);
  expect(labels("admin")).toEqual([
    ...labels("member"),
    "Access",
    "Service keys",
    "Policy",
    "Usage",
    "Audit log",
    "Webhooks",
  ]);
  expect(labels("owner")).toEqual(labels("admin"));
});

test("what is for admins stands under a heading of its own, which members do not see", () => {
  const headings = (role: "owner" | "admin" | "member") => settingsGroupsFor(role).map(({ heading }) => heading);
  expect(headings("member")).toEqual(["Settings"]);
  expect(headings("admin")).toEqual(["Settings", "Administration"]);
});

test("breadcrumbs know the settings page of an address, and whether it is the page itself", () => {
  const servers = { label: "MCP servers", href: "/w/acme/settings/servers" };
  expect(settingsPageAt("/w/acme/settings/servers")).toEqual({ ...servers, isDeeper: false });
  expect(settingsPageAt("/w/acme/settings/servers/ups_1")).toEqual({ ...servers, isDeeper: true });
});

test.each(["/w/acme", "/w/acme/settings", "/w/acme/settings/unknown", "/account", "/"])("%s has none", (path) => {
  expect(settingsPageAt(path)).toBeNull();
});

test("a workspace's own address has nothing after its slug", () => {
  expect(workspacePath("acme")).toBe("/w/acme");
});
