import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import { recordAuditEvents } from "#lib/audit/record";
import { deleteOldAuditEvents } from "#lib/audit/retention";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { useDatabase } from "#testing/databases/use-database";
import { NOW } from "#testing/people/factories";

useDatabase();

const REFUSED = /append-only/;

async function makeEvent(at: Date): Promise<void> {
  const actor = { kind: "system", id: null, at, address: null } as const;
  await recordAuditEvents(db(), actor, [{ action: "user.updated", target: { type: "user", id: "usr_1" } }]);
}

test.each([
  ["changed", `UPDATE "AuditEvent" SET "actorId" = 'usr_2'`],
  ["deleted", 'DELETE FROM "AuditEvent"'],
  ["emptied", 'TRUNCATE "AuditEvent"'],
  [
    "deleted under the setting of the retention",
    `SET latchkey.deletes_old_audit_events = yes; DELETE FROM "AuditEvent"`,
  ],
  [
    "overwritten",
    `INSERT INTO "AuditEvent" SELECT * FROM "AuditEvent" ON CONFLICT ("id") DO UPDATE SET "actorId" = 'usr_2'`,
  ],
])("does not let an event be %s", async (_what, sql) => {
  await makeEvent(new Date());
  await expect(pool().query(sql)).rejects.toThrow(REFUSED);
  expect(await db().auditEvent.count()).toBe(1);
});

test("refuses to delete an old event outside the retention", async () => {
  await makeEvent(addDays(NOW, -1_000));
  await expect(pool().query('DELETE FROM "AuditEvent"')).rejects.toThrow(REFUSED);
  expect(await db().auditEvent.count()).toBe(1);
});

test("deletes events that are older than a year, and keeps the others", async () => {
  const limit = addDays(NOW, -365);
  await makeEvent(new Date(limit.getTime() - 1));
  await makeEvent(limit);
  await makeEvent(NOW);
  expect(await deleteOldAuditEvents(NOW)).toBe(1);
  expect(await db().auditEvent.count()).toBe(2);
});

test("refuses the retention when it asks for events that are too young", async () => {
  await makeEvent(addDays(NOW, -1_000));
  await makeEvent(new Date());
  const everything = `SELECT "latchkey_delete_old_audit_events"('infinity', 100)`;
  await expect(pool().query(everything)).rejects.toThrow(REFUSED);
  expect(await db().auditEvent.count()).toBe(2);
});

test("refuses further deletions in the transaction of the retention", async () => {
  await makeEvent(addDays(NOW, -1_000));
  await makeEvent(addDays(NOW, -999));
  const both = `BEGIN; SELECT "latchkey_delete_old_audit_events"('${addDays(NOW, -999).toISOString()}', 100); DELETE FROM "AuditEvent"; COMMIT`;
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  await expect(client.query(both)).rejects.toThrow(REFUSED);
  await client.end();
  expect(await db().auditEvent.count()).toBe(2);
});

test("deletes nothing while another replica deletes", async () => {
  await makeEvent(addDays(NOW, -1_000));
  const other = await pool().connect();
  try {
    await other.query("BEGIN; SELECT pg_advisory_xact_lock(7201022)");
    expect(await deleteOldAuditEvents(NOW)).toBe(0);
    await other.query("COMMIT");
  } finally {
    other.release();
  }
  expect(await deleteOldAuditEvents(NOW)).toBe(1);
});

/** The role has the grants that docs/operations/audit-log.md recommends. */
test("lets a role for the application read, add and expire events, and do nothing else", async () => {
  const role = `app_${randomUUID().replaceAll("-", "")}`;
  await pool().query(`
    CREATE ROLE ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    REVOKE UPDATE, DELETE, TRUNCATE ON "AuditEvent" FROM ${role};
    REVOKE EXECUTE ON FUNCTION "latchkey_delete_old_audit_events" FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION "latchkey_delete_old_audit_events" TO ${role}`);
  await makeEvent(addDays(NOW, -1_000));
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  try {
    await client.query(`SET ROLE ${role}`);
    await client.query(`INSERT INTO "AuditEvent" ("id", "at", "action", "targetType", "targetId", "details")
      VALUES ('evt_1', now(), 'user.updated', 'user', 'usr_1', '{}')`);
    expect((await client.query('SELECT FROM "AuditEvent"')).rowCount).toBe(2);
    for (const sql of [
      'DELETE FROM "AuditEvent"',
      'UPDATE "AuditEvent" SET "at" = now()',
      'TRUNCATE "AuditEvent"',
      'ALTER TABLE "AuditEvent" DISABLE TRIGGER ALL',
      "SET session_replication_role = replica",
    ]) {
      await expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    }
    const { rows } = await client.query(
      `SELECT "latchkey_delete_old_audit_events"(now() - INTERVAL '400 days', 10) AS deleted`,
    );
    expect(rows).toEqual([{ deleted: 1 }]);
  } finally {
    await client.end();
    await pool().query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});
