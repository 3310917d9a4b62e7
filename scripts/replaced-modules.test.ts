import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("only tests in processes of their own replace modules, because other tests of a worker would get them too", () => {
  const files = globSync("{app,bench,components,gateway,lib,scripts,testing}/**/*.test.{ts,tsx}");
  expect(files.length).toBeGreaterThan(100);
  const replacing = files.filter((file) => /^vi\.(mock|doMock)\(/m.test(readFileSync(file, "utf8")));
  expect(replacing.filter((file) => !file.includes(".mocked."))).toEqual([]);
});
