import { expect, test } from "vitest";
import { settingsFor, workspacePath } from "#components/frame/navigation/navigation";
import { PageSkeleton } from "#components/frame/page/page-skeleton";
import { skeletonOf } from "#components/frame/page/skeletons";

test("every page of the sidebar has its own skeleton", () => {
  const pages = ["", ...settingsFor("owner").map(({ path }) => path)].map((path) => workspacePath("acme", path));
  const skeletons = [...pages, "/account"].map(skeletonOf);
  expect(new Set(skeletons).size).toBe(skeletons.length);
  expect(skeletons).not.toContain(PageSkeleton);
});

test("the page of a server has another skeleton than the list of servers", () => {
  expect(skeletonOf("/w/acme/settings/servers/ups_1")).not.toBe(skeletonOf("/w/acme/settings/servers"));
});

test("skeletonOf ignores the query of an address", () => {
  expect(skeletonOf("/w/acme/settings/access?cursor=1")).toBe(skeletonOf("/w/acme/settings/access"));
});

test("a workspace whose slug is the name of a page has the skeleton of the overview", () => {
  expect(skeletonOf("/w/settings")).toBe(skeletonOf("/w/acme"));
});

test("an unknown page has the common skeleton", () => {
  expect(skeletonOf("/w/acme/settings/unknown")).toBe(PageSkeleton);
});
