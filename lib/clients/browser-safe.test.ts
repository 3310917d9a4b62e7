import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("set-ups run in the browser, so they import nothing but each other", () => {
  const folder = "lib/clients";
  const sources = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  for (const file of sources) {
    const imports = readFileSync(`${folder}/${file}`, "utf8").matchAll(/from "([^"]+)"/g);
    for (const [, source] of imports) expect(source, file).toMatch(/^#lib\/clients\//);
  }
});
