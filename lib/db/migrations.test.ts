import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { MIGRATED_SCHEMA, SCHEMA } from "#lib/db/migrations";

test("every change of the schema has its migration", async () => {
  const [migrated, schema] = await Promise.all([MIGRATED_SCHEMA, SCHEMA].map((file) => readFile(file, "utf8")));
  expect(migrated, "Run `npm run db:diff -- --name …`: it writes what is missing.").toBe(schema);
});
