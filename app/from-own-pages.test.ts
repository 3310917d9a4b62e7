import { globSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { fromOwnPages } from "#app/from-own-pages";

async function statusFor(site: string | null): Promise<[status: number, calls: number]> {
  const handler = vi.fn(() => new Response("file"));
  const headers = new Headers(site === null ? [] : [["sec-fetch-site", site]]);
  const { status } = await fromOwnPages({ operations: [] }, handler)(
    new Request("http://localhost/export", { headers }),
    {},
  );
  return [status, handler.mock.calls.length];
}

test.each(["cross-site", "same-site"])(
  "refuses a request that a page begins that is %s, before any work",
  async (site) => {
    expect(await statusFor(site)).toEqual([403, 0]);
  },
);

test.each(["same-origin", "none", null])("answers a request with Sec-Fetch-Site: %s", async (site) => {
  expect(await statusFor(site)).toEqual([200, 1]);
});

/** A sign-in provider sends the browser back to this route from its own site. */
const OPEN_TO_OTHER_SITES = "app/api/auth/[...nextauth]/route.ts";

test("guards every route of the pages", () => {
  const routes = globSync("app/**/route.ts").filter((path) => path !== OPEN_TO_OTHER_SITES);
  expect(routes.length).toBeGreaterThan(3);
  for (const path of routes) {
    const exported = readFileSync(path, "utf8").match(/^export .*(GET|POST|PUT|PATCH|DELETE|HEAD)\b.*$/gm) ?? [];
    expect(exported.length, path).toBeGreaterThan(0);
    for (const line of exported) expect(line, path).toMatch(/^export const [A-Z]+ = fromOwnPages\(/);
  }
});
