import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knownMigrations, MIGRATIONS_DIR } from "#lib/db/migrations";

test("keeps a copy of the present schema in the newest migration", async () => {
  const newest = (await knownMigrations()).at(-1) ?? "";
  const kept = await readFile(join(MIGRATIONS_DIR, newest, "schema.prisma"), "utf8");
  expect(kept).toBe(await readFile("prisma/schema.prisma", "utf8"));
});
