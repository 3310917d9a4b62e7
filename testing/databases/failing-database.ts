import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type EmbeddedDatabase, startEmbedded } from "#lib/db/embedded/embedded";
import { freePort } from "#lib/db/embedded/free-port";
import { migrate } from "#lib/db/migrate";
import { withDatabaseName } from "#testing/databases/database-url";
import { type Network, startNetwork } from "#testing/databases/network-cut";

const PASSWORD = "failing";
/** A role without the rights of a superuser, whose connections PostgreSQL limits. */
const ROLE = "app";
const POLL_MS = 50;
const TOO_MANY_CONNECTIONS = "53300";

/** A PostgreSQL of a test, which Latchkey reaches by a role of its own and over a network that can be cut. */
export type FailingDatabase = {
  /** How Latchkey reaches it. */
  url: string;
  network: Network;
  /** Runs SQL as the superuser, on another database of the server. */
  asAdmin(...statements: string[]): Promise<void>;
  /** Connects to Latchkey's database. */
  connect(as: "admin" | "role"): Promise<pg.Client>;
  /** Ends every connection of Latchkey. */
  disconnectLatchkey(): Promise<void>;
  /** @returns how many connections Latchkey has */
  connectionsOfLatchkey(): Promise<number>;
  start(settings?: Record<string, string>): Promise<void>;
  /** Stops the server in order, or kills it as a crash does. */
  stop(how?: "SIGINT" | "SIGQUIT"): Promise<void>;
  /** Stops all its processes where they are, as a machine that hangs does. @returns what lets them go on */
  hang(): Promise<() => void>;
  /** Makes the stopped server a standby, or a primary again. */
  setStandby(isStandby: boolean): Promise<void>;
  remove(): Promise<void>;
};

/** @param settings of the server, such as `max_connections` */
export async function startFailingDatabase(settings: Record<string, string> = {}): Promise<FailingDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-failing-"));
  const folder = join(dataDir, "postgres");
  const port = await freePort();
  let server: EmbeddedDatabase;
  const start = async (more: Record<string, string> = {}) => {
    server = await startEmbedded({
      dataDir,
      password: PASSWORD,
      port,
      settings: { fsync: "off", ...settings, ...more },
    });
  };
  await start();
  const own = `postgresql://latchkey:${PASSWORD}@127.0.0.1:${port}/latchkey`;
  const asRole = new URL(own);
  asRole.username = ROLE;
  const network = await startNetwork(asRole.href);
  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    await client.connect();
    return client;
  };
  /** Connections that are about to be refused take every place for a moment, also those kept for the superuser. */
  const connectAsAdmin = async (url: string): Promise<pg.Client> => {
    for (;;) {
      try {
        return await connect(url);
      } catch (error) {
        if ((error as { code?: string }).code !== TOO_MANY_CONNECTIONS) throw error;
        await pause(POLL_MS);
      }
    }
  };
  const query = async (sql: string) => {
    const client = await connectAsAdmin(withDatabaseName(own, "postgres"));
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const asAdmin = async (...statements: string[]) => {
    for (const statement of statements) await query(statement);
  };
  await asAdmin(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${PASSWORD}'`, `ALTER DATABASE latchkey OWNER TO ${ROLE}`);
  const isLatchkey = `usename = '${ROLE}' AND application_name LIKE 'latchkey%'`;
  await migrate(asRole.href);
  return {
    url: network.url,
    network,
    asAdmin,
    connect: (as) => (as === "admin" ? connectAsAdmin(own) : connect(asRole.href)),
    disconnectLatchkey: () =>
      asAdmin(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE ${isLatchkey}`),
    connectionsOfLatchkey: async () => {
      const { rows } = await query(`SELECT count(*)::int AS count FROM pg_stat_activity WHERE ${isLatchkey}`);
      return rows[0].count;
    },
    start,
    stop: async (how = "SIGINT") => {
      const [pid] = (await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(pid), how);
      while (isAlive(Number(pid))) await pause(POLL_MS);
    },
    hang: async () => {
      const client = await connectAsAdmin(own);
      const [main] = (await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n");
      // The main process comes first, so that it starts no further ones.
      process.kill(Number(main), "SIGSTOP");
      const { rows } = await client.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity ORDER BY pid = pg_backend_pid()",
      );
      const all = [...rows.map(({ pid }) => pid), Number(main)];
      for (const pid of all) process.kill(pid, "SIGSTOP");
      return () => {
        for (const pid of all) process.kill(pid, "SIGCONT");
        void client.end();
      };
    },
    setStandby: async (isStandby) => {
      const file = join(folder, "standby.signal");
      await (isStandby ? writeFile(file, "") : rm(file, { force: true }));
    },
    remove: async () => {
      await network.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
