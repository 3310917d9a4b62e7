import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { Installation } from "#testing/machine/installation";

/** Works on the embedded database of an installation, beside the process that it belongs to. */
export async function withDatabase<T>({ dataDir }: Installation, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { databasePassword } = JSON.parse(await readFile(join(dataDir, "secrets.json"), "utf8"));
  // The fourth line of this file is the port.
  const port = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[3]?.trim();
  const address = `127.0.0.1:${port}/latchkey`;
  const client = new pg.Client(`postgresql://latchkey:${encodeURIComponent(databasePassword)}@${address}`);
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Every row of every table of an installation, to see whether anything has changed. */
export function contentsOfDatabase(installation: Installation): Promise<string[]> {
  return withDatabase(installation, async (client) => {
    const { rows: tables } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    const lines: string[] = [];
    for (const { tablename } of tables) {
      const { rows } = await client.query(`SELECT t::text AS row FROM "${tablename}" t`);
      lines.push(...rows.map(({ row }) => `${tablename} ${row}`));
    }
    return lines.sort();
  });
}
