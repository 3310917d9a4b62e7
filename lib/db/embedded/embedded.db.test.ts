import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedDatabase, startEmbedded } from "#lib/db/embedded/embedded";
import { EVENTUALLY } from "#testing/machine/slowness";

const PASSWORD = "embedded";
/** How PostgreSQL refuses connections while it recovers (SQLSTATE 57P03). */
const RECOVERS = "the database system is in recovery mode";

let dataDir: string;
let server: EmbeddedDatabase;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-embedded-"));
  // PostgreSQL kills a process that does not end within five seconds. With this setting a stopped one stays stopped.
  const settings = { fsync: "off", send_abort_for_kill: "on" };
  server = await startEmbedded({ dataDir, password: PASSWORD, settings });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Connects to the server. @returns the connection, and the process of the server that serves it */
async function connectTo(url: string): Promise<{ client: pg.Client; pid: number }> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  return { client, pid: rows[0].pid };
}

const codeOfConnecting = (url: string) =>
  connectTo(url).then(
    ({ client }) => client.end(),
    (error: { code?: string }) => error.code,
  );
const log = () => readFile(join(dataDir, "postgres.log"), "utf8");
const refusals = async () => (await log()).split(RECOVERS).length - 1;
const processOfServer = async () => {
  const [pid = ""] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return Number(pid);
};
const startAgain = () => startEmbedded({ dataDir, password: PASSWORD });

test("a server that recovers from a crash is adopted: no second one is started, and its log is kept", async () => {
  const pid = await processOfServer();
  const [writer, victim, held] = await Promise.all([1, 2, 3].map(() => connectTo(server.url)));
  await writer?.client.query("CREATE TABLE kept AS SELECT 7 AS number");
  // PostgreSQL recovers once all its processes have ended, so a stopped one holds it in this state.
  process.kill(held?.pid ?? 0, "SIGSTOP");
  process.kill(victim?.pid ?? 0, "SIGKILL");
  await expect.poll(() => codeOfConnecting(server.url), EVENTUALLY).toBe("57P03");
  const before = await refusals();
  const starting = startAgain();
  try {
    await Promise.race([starting, expect.poll(refusals, EVENTUALLY).toBeGreaterThan(before)]);
  } finally {
    process.kill(held?.pid ?? 0, "SIGCONT");
  }
  const adopted = await starting;
  expect(adopted).toMatchObject({ adopted: true, port: server.port, url: server.url });
  expect(await processOfServer()).toBe(pid);
  const { client } = await connectTo(adopted.url);
  expect((await client.query("SELECT number FROM kept")).rows).toEqual([{ number: 7 }]);
  await client.end();
  expect(await log()).toContain("was terminated by signal 9");
});

test("a server that is too busy to answer is adopted once it answers", async () => {
  const pid = await processOfServer();
  const before = await log();
  process.kill(pid, "SIGSTOP");
  const starting = startAgain();
  // An attempt to connect is given up meanwhile. It has a time limit of five seconds.
  try {
    expect(await Promise.race([starting, connectInVain(6_000)])).toBe("not answered");
  } finally {
    process.kill(pid, "SIGCONT");
  }
  expect(await starting).toMatchObject({ adopted: true, port: server.port });
  expect(await processOfServer()).toBe(pid);
  expect(await log()).toContain(before);
});

/** Waits as long as a connection may take that nobody accepts. */
async function connectInVain(timeoutMs: number): Promise<string> {
  const client = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: timeoutMs });
  client.on("error", () => {});
  return client.connect().then(
    () => "answered",
    () => "not answered",
  );
}
