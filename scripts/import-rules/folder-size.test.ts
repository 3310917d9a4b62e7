import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { expect, test } from "vitest";

/** More files than this cannot be taken in at one glance. */
const FILES_MAX = 20;
/** Primitives have no story to tell together, so one flat folder of them is easiest to search. */
const EXCEPTED = ["components/ui"];

test("no folder holds more than twenty source files, tests aside", () => {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
  const sources = listed.split("\n").filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.(test|spec)\./.test(file));
  const counts = Map.groupBy(sources, (file) => dirname(file));
  const crowded = [...counts].filter(([folder, files]) => files.length > FILES_MAX && !EXCEPTED.includes(folder));
  expect(crowded.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([]);
});
