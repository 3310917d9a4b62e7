import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "#lib/db/embedded/embedded";
import { migrate } from "#lib/db/migrate";
import { withDatabaseName } from "#testing/databases/database-url";

export const TEMPLATE = "latchkey_template";

/** Starts one PostgreSQL for the whole run. Each test file copies its database from a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-test-"));
  // The data of a test does not have to survive a power cut.
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };
  const database = await startEmbedded({ dataDir, password: "test", settings });
  await migrate(database.url);
  const serverUrl = withDatabaseName(database.url, "postgres");
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`ALTER DATABASE latchkey RENAME TO ${TEMPLATE}`);
  await client.end();
  project.provide("serverUrl", serverUrl);
  return async () => {
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

declare module "vitest" {
  export interface ProvidedContext {
    serverUrl: string;
  }
}
