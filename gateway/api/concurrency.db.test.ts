import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { pool } from "#lib/db/pool";
import { useDatabase } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";
import { useApi } from "#testing/machine/use-api";
import { makeMembership, makeUser } from "#testing/people/factories";

useDatabase();
const world = useApi();

/** Counts the connections that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await pool().query(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows[0].n;
}

/** Operations that another transaction can block, and the lock that blocks them. */
const BLOCKABLE = {
  writes: {
    lock: () => `SELECT id FROM "User" WHERE id = '${world.ada.id}' FOR NO KEY UPDATE`,
    ask: () => world.ask("POST", "/keys", { name: "CI" }, { "idempotency-key": randomUUID() }),
    // Two operations run at once, with one connection each.
    connections: 2,
  },
  "sums of the usage": {
    lock: () => 'LOCK TABLE "UsageDay" IN ACCESS EXCLUSIVE MODE',
    ask: () => world.ask("GET", "/usage"),
    // Two operations run at once, and each sends two queries to this table.
    connections: 4,
  },
};

test.each(Object.entries(BLOCKABLE))(
  "many simultaneous %s of one person leave connections for other people",
  async (_what, row) => {
    const mia = await makeUser("Mia");
    await makeMembership(world.acme.id, mia, "member");
    const askAsMia = await world.as(mia);
    const client = await pool().connect();
    await client.query("BEGIN");
    await client.query(row.lock());
    const answers = Array.from({ length: 40 }, () => row.ask());
    await vi.waitUntil(async () => (await waiting()) > 0, EVENTUALLY);
    expect((await askAsMia("POST", "/keys", { name: "Mine" })).status).toBe(201);
    expect(await waiting()).toBeLessThanOrEqual(row.connections);
    await client.query("ROLLBACK");
    client.release();
    const failed = (await Promise.all(answers)).filter(({ status }) => status >= 300);
    expect(failed).toEqual([]);
  },
);
