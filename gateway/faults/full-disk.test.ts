import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeDatabase } from "#lib/db/client";
import { env } from "#lib/env";
import { postModern } from "#testing/clients/post";
import { mountSmallDisk, type SmallDisk } from "#testing/databases/small-disk";
import { provideTestEnv } from "#testing/databases/use-database";
import { databaseUrlOf, type Installation, readSecrets, startInstallation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

/** A new database takes about 40 MB. */
const DISK_MB = 120;
const TOO_SMALL_MB = 20;
const NO_SPACE = /There is no space left on the disk of/;

let disk: SmallDisk | undefined;
let server: RunningServer;
beforeAll(async () => {
  server = await startModernServer();
  disk = await mountSmallDisk(DISK_MB);
});
afterAll(async () => {
  await server.stop();
  await disk?.remove();
});

/** Makes this process use the embedded database of an installation. */
async function useDatabaseOf(dataDir: string): Promise<void> {
  const { authSecret, encryptionKey } = await readSecrets({ dataDir });
  const url = await databaseUrlOf({ dataDir });
  provideTestEnv({ DATABASE_URL: url, AUTH_SECRET: authSecret, ENCRYPTION_KEY: encryptionKey });
}

async function withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  client.on("error", () => {});
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Fills PostgreSQL's write-ahead log until it needs a new file. There is no space for it, so PostgreSQL stops. */
async function write(): Promise<void> {
  await withClient(async (client) => {
    for (;;) await client.query("SELECT pg_logical_emit_message(true, 'test', repeat('x', 1000000))");
  });
}

/** Reads every row. PostgreSQL checks the checksum of each page that it reads from disk. */
function readEverything(): Promise<number> {
  return withClient(async (client) => {
    const tables = await client.query(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    let rows = 0;
    for (const { name } of tables.rows) rows += (await client.query(`SELECT * FROM ${name}`)).rows.length;
    return rows;
  });
}

async function startGateway(dataDir: string): Promise<Installation> {
  return startInstallation({ LATCHKEY_ROLE: "gateway", DATA_DIR: dataDir });
}

test("a full disk stops the service only while it is full, and no call is lost", async (context) => {
  if (!disk) return context.skip("This process may not mount a small disk.");
  const gateway = await startGateway(disk.folder);
  try {
    await useDatabaseOf(disk.folder);
    const ada = await makeUser("Ada");
    const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
    await connect(acme, server.url);
    const { token } = await makeToken(ada, [acme]);
    const call = () =>
      postModern(`${gateway.url}/mcp`, token, {
        method: "tools/call",
        params: { name: "server__list_notes", arguments: {} },
      });
    expect((await call()).status).toBe(200);
    const rowsBefore = await readEverything();

    await disk.fill();
    await expect(write()).rejects.toThrow();
    await vi.waitFor(async () => expect((await call()).status).toBe(503), EVENTUALLY);
    expect((await call()).headers.get("retry-after")).toMatch(/^[15]$/);
    await vi.waitFor(() => expect(gateway.output()).toMatch(NO_SPACE), EVENTUALLY);

    await disk.free();
    await vi.waitFor(async () => expect((await call()).status).toBe(200), EVENTUALLY);
    expect(await readEverything()).toBeGreaterThanOrEqual(rowsBefore);
  } finally {
    await closeDatabase();
    await gateway.remove();
  }
});

test("the start ends with one sentence when there is no space for a database", async (context) => {
  const small = await mountSmallDisk(TOO_SMALL_MB);
  if (!small) return context.skip("This process may not mount a small disk.");
  try {
    const failure = await startGateway(small.folder).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).toMatch(NO_SPACE);
    expect(failure).not.toMatch(/\n\s+at /);
  } finally {
    await small.remove();
  }
});
