import { randomUUID } from "node:crypto";
import { connect, createServer } from "node:net";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { freePort } from "#lib/db/embedded/free-port";
import { migrate } from "#lib/db/migrate";
import { pendingMigrations, unknownMigrations } from "#lib/db/migrations";
import { refuseNewerDatabase } from "#lib/starting/newer-database";
import { waitForDatabase } from "#lib/starting/wait-for-database";
import { withDatabaseName } from "#testing/databases/database-url";
import { provideTestEnv } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";

let name: string;
let url: string;
beforeEach(() => {
  name = `starting_${randomUUID().replaceAll("-", "")}`;
  url = withDatabaseName(inject("serverUrl"), name);
  provideTestEnv({ DATABASE_URL: url });
});
afterEach(() => execute(inject("serverUrl"), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));

async function execute(connectionString: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

const create = () => execute(inject("serverUrl"), `CREATE DATABASE ${name}`);

/** The error of a wait that must fail. */
const failing = (address: string, seconds: number, signal?: AbortSignal) =>
  waitForDatabase(address, seconds, signal).then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  );

test("a database that comes later is waited for", async () => {
  const port = await freePort();
  const address = new URL(url);
  const target = { host: address.hostname, port: Number(address.port) };
  await create();
  const later = `postgresql://latchkey:test@127.0.0.1:${port}/${name}`;
  const waiting = waitForDatabase(later, 3_600);
  const server = createServer((near) => near.pipe(connect(target)).pipe(near));
  server.listen(port, "127.0.0.1");
  try {
    await waiting;
  } finally {
    server.close();
  }
});

test("after the wait one sentence names host and port and the reason, and never the password", async () => {
  const port = await freePort();
  const said = await failing(`postgresql://latchkey:hush-hush@127.0.0.1:${port}/${name}`, 0);
  expect(said).toBe(
    `SettingsError: The PostgreSQL of DATABASE_URL at 127.0.0.1:${port} cannot be used, because nothing listens there. ` +
      "Latchkey waited 0 seconds (DATABASE_WAIT_SECONDS). Start it, or correct DATABASE_URL.",
  );
});

test("what waiting cannot mend is said at once", async () => {
  expect(await failing(url, 3_600)).toContain(`because it has no database ${name}.`);
  await create();
  const wrong = new URL(url);
  wrong.password = "hush-hush";
  const said = await failing(wrong.href, 3_600);
  expect(said).toContain("because it refuses the password of the user latchkey. Correct user and password");
  expect(said).not.toContain("hush-hush");
});

test("a wait ends when Latchkey is stopped", async () => {
  const stopping = new AbortController();
  const waiting = failing(`postgresql://latchkey:x@127.0.0.1:${await freePort()}/x`, 3_600, stopping.signal);
  stopping.abort();
  expect(await waiting).toContain("Latchkey was stopped while it waited for its database.");
});

test("three first starts at once on an empty database migrate it once, and each finds it migrated", async () => {
  await create();
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const sizes = applied.map((names) => names.length).sort((one, other) => one - other);
  expect(sizes.slice(0, 2)).toEqual([0, 0]);
  const { rows } = await execute(
    url,
    "SELECT count(*)::int AS rows, count(DISTINCT migration_name)::int AS names FROM _prisma_migrations",
  );
  expect(rows).toEqual([{ rows: sizes[2], names: sizes[2] }]);
});

test.each([
  ["was killed", "NULL"],
  ["failed", "'ERROR: no space left on device'"],
])("a migration whose process %s is applied by the next start", async (_how, logs) => {
  await create();
  // The engine makes its table and notes that the first migration has begun. Then its process ends.
  await migrate(url);
  const { rows } = await execute(url, "SELECT migration_name AS first FROM _prisma_migrations ORDER BY 1 LIMIT 1");
  const { first } = rows[0];
  await execute(
    url,
    `CREATE SCHEMA kept;
     ALTER TABLE _prisma_migrations SET SCHEMA kept;
     DROP SCHEMA public CASCADE;
     CREATE SCHEMA public;
     ALTER TABLE kept._prisma_migrations SET SCHEMA public;
     DELETE FROM _prisma_migrations WHERE migration_name <> '${first}';
     UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0, logs = ${logs}`,
  );
  const applied = await migrate(url);
  expect(applied[0]).toBe(first);
  expect(await migrate(url)).toEqual([]);
});

test("a start that is killed between a migration and the engine's own note has noted it already", async () => {
  await create();
  await migrate(url);
  await execute(
    url,
    `CREATE SCHEMA kept;
     ALTER TABLE _prisma_migrations SET SCHEMA kept;
     DROP SCHEMA public CASCADE;
     CREATE SCHEMA public;
     ALTER TABLE kept._prisma_migrations SET SCHEMA public;
     DELETE FROM _prisma_migrations;
     CREATE FUNCTION kept.break_off() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF OLD.finished_at IS NOT NULL THEN RAISE EXCEPTION 'broken off'; END IF;
       RETURN NEW;
     END $$;
     CREATE TRIGGER break_off BEFORE UPDATE ON _prisma_migrations FOR EACH ROW EXECUTE FUNCTION kept.break_off()`,
  );
  await expect(migrate(url)).rejects.toThrow("broken off");
  const { rows } = await execute(
    url,
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL",
  );
  expect(rows).toHaveLength(1);
  await execute(url, "DROP TRIGGER break_off ON _prisma_migrations");
  expect(await migrate(url)).not.toContain(rows[0].name);
  expect(await migrate(url)).toEqual([]);
});

test("a migration of another process is waited for, however long it takes", async () => {
  await create();
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query("SELECT pg_advisory_lock(7201003)");
  let isOver = false;
  const migrating = migrate(url).finally(() => {
    isOver = true;
  });
  const asked = async () => {
    const { rows } = await other.query(
      "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_try_advisory_lock%' AND datname = current_database()",
    );
    return rows.length;
  };
  await expect.poll(asked, EVENTUALLY).toBe(1);
  expect(isOver).toBe(false);
  await other.end();
  expect((await migrating).length).toBeGreaterThan(0);
});

test("a database that a newer version has migrated is refused, unless the operator allows it", async () => {
  await create();
  await migrate(url);
  await execute(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ('x', 'x', '29991231235959_of_tomorrow', now(), now(), 1)`,
  );
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    expect(await unknownMigrations(client)).toEqual(["29991231235959_of_tomorrow"]);
    expect(await pendingMigrations(client)).toEqual([]);
    const refused = refuseNewerDatabase(client, false);
    await expect(refused).rejects.toThrow(
      /^A newer version of Latchkey has migrated this database \(29991231235959_of_tomorrow\)\. /,
    );
    await expect(refused).rejects.toThrow(/ALLOW_NEWER_DATABASE=true/);
    await refuseNewerDatabase(client, true);
  } finally {
    await client.end();
  }
});

test("a database that this version has migrated, and an empty one, are not newer", async () => {
  await create();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await refuseNewerDatabase(client, false);
    await migrate(url);
    await refuseNewerDatabase(client, false);
  } finally {
    await client.end();
  }
});
