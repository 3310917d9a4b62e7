import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { EXCEPTIONS } from "#scripts/conformance/exceptions";

test("docs/conformance.md lists every exception and no other", async () => {
  const text = await readFile("docs/conformance.md", "utf8");
  const section = text.split("\n## ").find((part) => part.startsWith("Exceptions")) ?? "";
  const listed = [...section.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, scenario]) => scenario);
  const excepted = Object.values(EXCEPTIONS).flatMap((ofRevision) => Object.keys(ofRevision));
  expect(listed.toSorted()).toEqual(excepted.toSorted());
});
