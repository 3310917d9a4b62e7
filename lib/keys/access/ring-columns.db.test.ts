import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pool } from "#lib/db/pool";
import { useDatabase } from "#testing/databases/use-database";

useDatabase();

/** The names that `pattern` finds in `text`, each once, sorted. */
function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].sort();
}

test("the bell rings for every column of Key that the lookup of rights reads", async () => {
  const { rows } = await pool().query<{ definition: string }>(
    `SELECT pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE tgname = 'Key_ring_update'`,
  );
  // PostgreSQL writes `old.id` for short lower-case names, and `old."userId"` for the others.
  const rung = namesIn(rows[0]?.definition ?? "", /\bold\."?(\w+)"?/gi);
  const read = namesIn(readFileSync("lib/keys/access/rights-query.ts", "utf8"), /\bk\."(\w+)"/g);
  expect(read.length).toBeGreaterThan(5);
  // A column that is missing in the trigger would let open streams and calls keep rights that the key has lost.
  expect(read.filter((column) => !rung.includes(column))).toEqual([]);
});
