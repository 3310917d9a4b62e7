import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, inject } from "vitest";
import { closeDatabase } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { parseEnv, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { withDatabaseName } from "#lib/testing/database-url";
import { TEMPLATE } from "#lib/testing/global-setup";

/** The audit log refuses to be emptied: its triggers are passed over here, as only a superuser can, and are there in each test. */
const EMPTY_AUDIT_LOG = `
  BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE "AuditEvent"; SET LOCAL session_replication_role = origin`;

/** Gives the test file a database of its own, empty before each test. */
export function useDatabase(): void {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const serverUrl = inject("serverUrl");

  beforeAll(async () => {
    await execute(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    provideTestEnv({ DATABASE_URL: withDatabaseName(serverUrl, name) });
  });

  beforeEach(async () => {
    const tables = await pool().query(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('_prisma_migrations', 'AuditEvent')",
    );
    const names = tables.rows.map((row: { name: string }) => row.name);
    await pool().query(`${EMPTY_AUDIT_LOG}; TRUNCATE ${names.join(", ")} CASCADE; COMMIT`);
  });

  afterAll(async () => {
    await closeDatabase();
    forget("env");
    await execute(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
}

/** Settings for a test, with fresh secrets; `overrides` are environment variables. */
export function provideTestEnv(overrides: Record<string, string> = {}): void {
  const secrets = {
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const storedSecrets = () => ({ authSecret: "", encryptionKey: "", databasePassword: "" });
  provideEnv(parseEnv({ LOG_LEVEL: "silent", ...secrets, ...overrides }, storedSecrets));
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
