import pg from "pg";
import { databaseUrlOf, type Installation } from "#testing/machine/installation";

/** Runs queries on the embedded database of an installation while the installation runs. */
export async function withDatabase<T>(installation: Installation, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(await databaseUrlOf(installation));
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Every request may note when its session was last seen, and where. */
const UNNOTED = "to_jsonb(t) - '{lastSeenAt,address}'::text[]";

/**
 * Returns every row of every table of an installation, which shows whether anything has changed. The last request of a
 * session is left out.
 */
export function contentsOfDatabase(installation: Installation): Promise<string[]> {
  return withDatabase(installation, async (client) => {
    const { rows: tables } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    const all = tables.map(({ tablename }) => {
      const row = tablename === "Session" ? `(${UNNOTED})` : "t";
      return `SELECT '${tablename} ' || ${row}::text AS row FROM "${tablename}" t`;
    });
    const { rows } = await client.query(all.join(" UNION ALL "));
    return rows.map(({ row }) => row).sort();
  });
}
