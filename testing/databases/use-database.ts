import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, inject } from "vitest";
import { closeDatabase } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { parseEnv, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { withDatabaseName } from "#testing/databases/database-url";
import { TEMPLATE } from "#testing/databases/global-setup";

/**
 * Empties all tables. A small table is emptied with DELETE, since TRUNCATE takes several times as long. As a superuser
 * it turns off all triggers: those of references, and those that keep rows in the audit log.
 */
const EMPTY_TABLES = `
  DO $$
  DECLARE one regclass;
  BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT oid FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
    LOOP
      IF pg_relation_size(one) > 1024 * 1024 THEN EXECUTE 'TRUNCATE ' || one || ' CASCADE';
      ELSE EXECUTE 'DELETE FROM ' || one;
      END IF;
    END LOOP;
  END $$`;

/** Gives the test file its own database, which is empty before each test. */
export function useDatabase(): void {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const serverUrl = inject("serverUrl");

  beforeAll(async () => {
    await execute(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    provideTestEnv({ DATABASE_URL: withDatabaseName(serverUrl, name) });
  });

  beforeEach(emptyTables);

  afterAll(async () => {
    await closeDatabase();
    forget("env");
    await execute(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
}

const DEADLOCK = "40P01";

/** What the test before left running may write to the tables in another order, so PostgreSQL may end one of the two. */
async function emptyTables(): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await pool().query(EMPTY_TABLES);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK || attempt === 10) throw error;
    }
  }
}

/** Provides settings for a test, with new secrets. @param overrides environment variables */
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
