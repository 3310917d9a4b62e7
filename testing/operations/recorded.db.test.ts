import { glob, readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";
import { setUp } from "#lib/workspaces/set-up";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { DEAD_URL, TARGET_OPERATIONS, WORKSPACE_OPERATIONS } from "#testing/operations/guarded-operations";
import { makeOwnInput, NEW_PASSWORD, PASSWORD } from "#testing/operations/make-own-input";
import { makeTargets } from "#testing/operations/make-targets";
import { OWN_OPERATIONS } from "#testing/operations/own-operations";
import { callerOf, makeUser, type TestUser } from "#testing/people/factories";

useDatabase();

/** Latchkey itself writes these tables and columns while it runs, so no person is responsible. */
const WORKING_TABLES = [
  "Catalogue",
  "UsageEvent",
  "UsageDay",
  "AskingClient",
  "RefusedAttempt",
  "KeyRefusal",
  "Notice",
  "WebhookDelivery",
];
const WORKING_COLUMNS = [
  "revision",
  "updatedAt",
  "catalogueAt",
  "catalogueNotes",
  "failureCode",
  "failureMessage",
  "failureSaid",
  "failedAt",
  "callFailureCode",
  "callFailureMessage",
  "callFailedAt",
  "failedCalls",
  "troubledSince",
  "worksAgainSince",
  "toldAt",
  "checkAt",
  "lastUsedAt",
  "lastUsedClient",
  "lastUsedVersion",
  "lastUsedTitle",
  "lastUsedAddress",
];

/** Triggers record which transaction writes into which table. */
beforeAll(async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SIGN_UP: "open" });
  await pool().query(`
    CREATE SCHEMA watch;
    CREATE TABLE watch.write (xid TEXT, tablename TEXT);
    CREATE FUNCTION watch.note() RETURNS TRIGGER LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - '{${WORKING_COLUMNS}}'::TEXT[] = to_jsonb(NEW) - '{${WORKING_COLUMNS}}'::TEXT[] THEN
        RETURN NULL;
      END IF;
      INSERT INTO watch.write VALUES (pg_current_xact_id()::TEXT, TG_TABLE_NAME);
      RETURN NULL;
    END $$`);
  const { rows } = await pool().query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  for (const { tablename } of rows) {
    if (tablename === "_prisma_migrations" || WORKING_TABLES.includes(tablename)) continue;
    await pool().query(`CREATE TRIGGER watch AFTER INSERT OR UPDATE OR DELETE ON "${tablename}"
      FOR EACH ROW EXECUTE FUNCTION watch.note()`);
  }
});

/** Returns the tables that each transaction of `work` wrote into. */
async function writesOf(work: () => Promise<unknown>): Promise<string[][]> {
  await pool().query("DELETE FROM watch.write");
  await work();
  const { rows } = await pool().query("SELECT array_agg(DISTINCT tablename) AS tables FROM watch.write GROUP BY xid");
  return rows.map(({ tables }) => tables);
}

async function expectRecorded(work: () => Promise<unknown>): Promise<void> {
  for (const tables of await writesOf(work)) expect(tables).toContain("AuditEvent");
}

describe("an audit event in the same transaction", () => {
  test.each([...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS])("records $name", async ({ run, least }) => {
    const { ada, targets } = await makeTargets();
    const admin = await makeUser("Bob");
    await db().membership.create({
      data: { workspaceId: targets.workspaceId, userId: admin.id, role: "owner", createdAt: new Date() },
    });
    await expectRecorded(() => run(callerOf(least === "nobody" ? ada : admin), targets));
  });

  test.each(OWN_OPERATIONS)("records $name", async ({ run }) => {
    const input = await makeOwnInput();
    await expectRecorded(() => run(input));
  });

  test("records setUp", async () => {
    const newcomer = { now: new Date(), address: null };
    const account = { name: "Ada", email: "ada@example.com", password: PASSWORD, workspaceName: "Acme" };
    await expectRecorded(() => setUp(newcomer, account));
  });

  test("is missing for a write without an audit event, and the check detects it", async () => {
    const { id } = await makeUser("Ada");
    const writes = await writesOf(() => db().user.update({ where: { id }, data: { name: "Eve" } }));
    expect(writes).toEqual([["User"]]);
  });
});

const WRITES = /\$transaction\(|\.(create|update|delete|upsert)\w*\(|\b(INSERT|UPDATE|DELETE)\b/;

test("covers every function with which callers and newcomers change data", async () => {
  const found: string[] = [];
  for await (const path of glob("lib/**/*.ts", { exclude: ["lib/db/generated/**", "lib/**/*.test.ts"] })) {
    for (const text of (await readFile(path, "utf8")).split(/^export /m)) {
      const [, name] = /^(?:async )?function (\w+)\(\s*(?:caller: Caller|newcomer: Newcomer)/.exec(text) ?? [];
      if (name && WRITES.test(text)) found.push(name);
    }
  }
  const driven = [...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS, ...OWN_OPERATIONS].map(({ name }) => name);
  expect(found).toContain("renameWorkspace");
  // `setUp` is tested above. Reading a notice needs no audit event.
  const others = ["setUp", "markNoticesRead"];
  expect(found.filter((name) => !driven.includes(name) && !others.includes(name))).toEqual([]);
});

/** Returns all values of the columns that contain a secret, a hash or encrypted text. */
async function storedSecrets(): Promise<string[]> {
  const { rows } = await pool().query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name ~* 'hash|encrypted|secret' AND data_type = 'text'`,
  );
  expect(rows).toContainEqual({ table: "Key", column: "tokenHash" });
  const values = rows.map(async ({ table, column }) => {
    const { rows: secrets } = await pool().query(`SELECT "${column}" AS value FROM "${table}" WHERE "${column}" <> ''`);
    return secrets.map(({ value }) => value);
  });
  return (await Promise.all(values)).flat();
}

/** Creates and edits a server with secrets in its headers and its URL. */
async function useSecretServer(ada: TestUser, workspace: string): Promise<void> {
  const place = { url: `${DEAD_URL}?token=in-the-query`, slug: undefined, environment: "production" };
  const server = { workspace, name: "Secretive", ...place };
  const headers = [{ name: "Authorization", value: "Bearer in-a-header" }];
  const { id } = await createUpstream(callerOf(ada), { ...server, headers });
  const edited = { ...server, url: `${DEAD_URL}?token=in-another-query`, upstreamId: id, unprefixed: false };
  await updateUpstream(callerOf(ada), {
    ...edited,
    headers: [{ name: "Authorization", value: "Bearer in-a-new-one" }],
  });
}

test("writes no secret into any audit event", async () => {
  const secrets = new Set([PASSWORD, NEW_PASSWORD, "in-the-query", "in-another-query", "in-a-header", "in-a-new-one"]);
  const learn = (result: unknown) => {
    for (const [secret] of JSON.stringify(result ?? null).matchAll(/[a-z_]+_[0-9A-Za-z]{49}|(?<=\/invite\/)[\w-]{43}/g))
      secrets.add(secret);
  };
  for (const { run } of [...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS]) {
    const { ada, acme, targets } = await makeTargets();
    await useSecretServer(ada, acme.slug);
    for (const secret of await storedSecrets()) secrets.add(secret);
    // The owner may run all operations except leaving.
    learn(await run(callerOf(ada), targets).catch(() => null));
  }
  for (const { run } of OWN_OPERATIONS) {
    const input = await makeOwnInput();
    secrets.add(input.invitationSecret).add(input.newcomersInvitationSecret);
    await run(input);
  }
  for (const secret of await storedSecrets()) secrets.add(secret);
  const { rows } = await pool().query('SELECT to_jsonb(event)::TEXT AS text FROM "AuditEvent" event');
  expect(rows.length).toBeGreaterThan(100);
  expect(secrets.size).toBeGreaterThan(50);
  const log = rows.map(({ text }) => text).join("\n");
  expect([...secrets].filter((secret) => log.includes(secret))).toEqual([]);
});
