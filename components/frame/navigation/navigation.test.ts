import { expect, test } from "vitest";
import { settingsFor, settingsGroupsFor, settingsPageAt, workspacePath } from "#components/frame/navigation/navigation";

test("settingsFor gives the administration pages to admins and owners, but not to members", () => {
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

test("settingsGroupsFor puts the pages for admins under a heading of their own, which members do not see", () => {
  const headings = (role: "owner" | "admin" | "member") => settingsGroupsFor(role).map(({ heading }) => heading);
  expect(headings("member")).toEqual(["Settings"]);
  expect(headings("admin")).toEqual(["Settings", "Administration"]);
});

test("settingsPageAt finds the settings page of an address and says whether the address is deeper", () => {
  const servers = { label: "MCP servers", href: "/w/acme/settings/servers" };
  expect(settingsPageAt("/w/acme/settings/servers")).toEqual({ ...servers, isDeeper: false });
  expect(settingsPageAt("/w/acme/settings/servers/ups_1")).toEqual({ ...servers, isDeeper: true });
});

test.each(["/w/acme", "/w/acme/settings", "/w/acme/settings/unknown", "/account", "/"])(
  "settingsPageAt finds no settings page at %s",
  (path) => {
    expect(settingsPageAt(path)).toBeNull();
  },
);

test("workspacePath without a page ends with the slug", () => {
  expect(workspacePath("acme")).toBe("/w/acme");
});
