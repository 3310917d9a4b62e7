import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { deleteOldCalls } from "#lib/usage/retention";
import { useDatabase } from "#testing/databases/use-database";
import { NOW } from "#testing/people/factories";

useDatabase();

/** Stores calls of one instant. */
async function makeCalls(count: number, at: Date): Promise<void> {
  await pool().query(
    `INSERT INTO "UsageEvent" ("at", "keyId", "userId", "method", "outcome", "durationMs", "requestId")
     SELECT $1, 'key_1', 'usr_1', 'tools/list', 'ok', 1, 'req_' || number FROM generate_series(1, $2) AS number`,
    [at, count],
  );
}

test("deletes calls after thirty days, any number of them, and keeps the sums", async () => {
  const limit = addDays(NOW, -30);
  await makeCalls(12_000, new Date(limit.getTime() - 1));
  await makeCalls(3, limit);
  await pool().query(
    `INSERT INTO "UsageDay" VALUES ('2025-01-01', 'key_1', 'usr_1', '', '', 'tools/list', '', 'ok', 1, 1, 1)`,
  );
  expect(await deleteOldCalls(NOW)).toBe(12_000);
  expect(await db().usageEvent.count()).toBe(3);
  expect(await db().usageDay.count()).toBe(1);
});

test("lets one replica delete at a time", async () => {
  await makeCalls(3, addDays(NOW, -31));
  const other = await pool().connect();
  try {
    await other.query("BEGIN");
    await other.query("SELECT pg_advisory_xact_lock(7201021)");
    expect(await deleteOldCalls(NOW)).toBe(0);
    await other.query("COMMIT");
  } finally {
    other.release();
  }
  expect(await deleteOldCalls(NOW)).toBe(3);
});
