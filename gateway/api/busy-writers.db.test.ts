import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { useApi } from "#gateway/testing/use-api";
import { pool } from "#lib/db/pool";
import { useDatabase } from "#lib/db/testing";
import { makeMembership, makeUser } from "#lib/testing/factories";

useDatabase();
const world = useApi();

/** Connections on which something waits for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await pool().query(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows[0].n;
}

test("one person's many writes at once keep the database from nobody, and are all done", async () => {
  const mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "member");
  const askAsMia = await world.as(mia);
  const client = await pool().connect();
  await client.query("BEGIN");
  await client.query('SELECT id FROM "User" WHERE id = $1 FOR NO KEY UPDATE', [world.ada.id]);
  const writes = Array.from({ length: 40 }, () =>
    world.ask("POST", "/keys", { name: "CI" }, { "idempotency-key": randomUUID() }),
  );
  await vi.waitUntil(async () => (await waiting()) > 0, { timeout: 10_000 });
  expect((await askAsMia("POST", "/keys", { name: "Mine" })).status).toBe(201);
  expect(await waiting()).toBeLessThanOrEqual(2);
  await client.query("ROLLBACK");
  client.release();
  const answers = await Promise.all(writes);
  expect(answers.map(({ status }) => status).filter((status) => status !== 201)).toEqual([]);
});
