import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("set-ups run in the browser, so they import nothing but each other", () => {
  const sources = globSync("lib/clients/**/*.ts").filter((file) => !file.endsWith(".test.ts"));
  expect(sources.length).toBeGreaterThan(20);
  for (const file of sources) {
    const imports = readFileSync(file, "utf8").matchAll(/from "([^"]+)"/g);
    for (const [, source] of imports) expect(source, file).toMatch(/^#lib\/clients\//);
  }
});
