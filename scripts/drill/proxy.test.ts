import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { NGINX_LINES } from "#scripts/drill/proxy";

test("the page about stopping shows every line that nginx needs for it", async () => {
  const page = await readFile("docs/operations/stopping.md", "utf8");
  const { ofEach, upstream, location } = NGINX_LINES;
  for (const line of [ofEach, ...upstream, ...location]) expect(page).toContain(line);
});
