import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOMAINS, FOUNDATIONS, ROOMS } from "#scripts/import-rules/layers";

const MAP_HEADING = "## The map of `lib`";
const [, map = ""] = readFileSync("docs/architecture.md", "utf8").split(MAP_HEADING);
const foldersOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

test("every folder of lib is a domain or a foundation of the table", () => {
  expect(foldersOf("lib").sort()).toEqual([...DOMAINS, ...FOUNDATIONS].sort());
});

test.each(Object.entries(ROOMS))("the table names every room of %s", (folder, rooms) => {
  expect(rooms.filter((room) => room !== ".").sort()).toEqual(foldersOf(folder).sort());
});

test.each([...DOMAINS, ...FOUNDATIONS])("the map has a line for lib/%s", (name) => {
  expect(map).toContain(`| \`${name}\``);
});

test("the map lists the domains in the order of the table", () => {
  const lines = map.split("\n").map((line) => /^\| `([a-z-]+)` \|/.exec(line)?.[1]);
  const domains: readonly (string | undefined)[] = DOMAINS;
  expect(lines.filter((name) => domains.includes(name))).toEqual(DOMAINS);
});

test.each(Object.entries(ROOMS).filter(([folder]) => folder.startsWith("lib/")))(
  "the map has a line for every room of %s",
  (_folder, rooms) => {
    for (const room of rooms.filter((each) => each !== ".")) expect(map).toContain(`| &nbsp; \`${room}\` |`);
  },
);
