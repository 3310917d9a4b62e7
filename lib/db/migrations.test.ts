import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knownMigrations, MIGRATIONS_DIR } from "#lib/db/migrations";

test("the newest migration keeps the schema as it is, from which the next one is made", async () => {
  const newest = (await knownMigrations()).at(-1) ?? "";
  const kept = await readFile(join(MIGRATIONS_DIR, newest, "schema.prisma"), "utf8");
  expect(kept).toBe(await readFile("prisma/schema.prisma", "utf8"));
});
