import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("only tests in processes of their own replace modules, because other tests of a worker would get them too", () => {
  const tests = globSync("{app,bench,components,gateway,lib,scripts,testing}/**/*.test.{ts,tsx}");
  // Every test that needs a server has a process of its own.
  const files = tests.filter((file) => !/\.(db|redis)\.test\./.test(file) && !file.startsWith("gateway/faults/"));
  expect(files.length).toBeGreaterThan(100);
  const replacing = files.filter((file) => /^vi\.(mock|doMock)\(/m.test(readFileSync(file, "utf8")));
  expect(replacing.filter((file) => !file.includes(".mocked."))).toEqual([]);
});
