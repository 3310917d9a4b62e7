import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { asOrdinaryUser, embeddedBinaries } from "#lib/db/embedded/embedded-binaries";
import { freePort } from "#lib/db/embedded/free-port";
import { isServerOf } from "#lib/db/embedded/server-process";
import { isNoSpace } from "#lib/db/no-space";
import { SettingsError } from "#lib/env";
import { databaseFolder, databaseLog } from "#lib/secrets/data-files";
import { secretsOfAnother } from "#lib/secrets/secrets-problem";
import { STARTING_LOCK, waitForFolderLock } from "#lib/starting/folder-lock";

/** The role to which everything in the embedded database belongs. */
export const EMBEDDED_ROLE = "latchkey";
const DATABASE = "latchkey";
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 25;

export type EmbeddedDatabase = {
  url: string;
  port: number;
  /** The process of the server. */
  pid: number;
  /** Whether the server was running already. A killed process left it behind, or another process started it. */
  adopted: boolean;
  /** Stops the server. Open transactions end, and everything that was committed is on disk. */
  stop(): Promise<void>;
};

type Options = { dataDir: string; password: string; port?: number; settings?: Record<string, string> };

/**
 * Starts the PostgreSQL in `<dataDir>/postgres`, or adopts the one that still runs there. The first call creates the
 * folder. The server listens on a free loopback port and, if the system has them, on a Unix socket in the same folder.
 * @param options.dataDir an absolute path
 * @param options.port the port to listen on, instead of a free one
 * @param options.settings further server settings, as in `postgresql.conf`
 * @throws SettingsError with the end of the server's log when it does not start, or when one runs and does not answer
 */
export async function startEmbedded(options: Options): Promise<EmbeddedDatabase> {
  const lock = await waitForFolderLock(options.dataDir, STARTING_LOCK, 2 * START_TIMEOUT_MS);
  if (!lock)
    throw new SettingsError(`Another process is still starting the database in ${options.dataDir}: stop it first.`);
  // Two starts at once would both fill the new folder, or both find no server and begin one.
  return startOrAdopt(options).finally(lock.release);
}

async function startOrAdopt(options: Options): Promise<EmbeddedDatabase> {
  const folder = databaseFolder(options.dataDir);
  if (!existsSync(folder)) await createDataFolder(folder, options.password);
  const found = await findRunning(folder, options);
  const running = "server" in found ? found.server : undefined;
  const server = running ?? (await launchServer(folder, options, "stalePid" in found ? found.stalePid : undefined));
  try {
    await createDatabase(urlOf(server, options.password, "postgres"));
  } catch (error) {
    if (!running) await stopServer(server.pid);
    throw error;
  }
  return {
    url: urlOf(server, options.password, DATABASE),
    port: server.port,
    pid: server.pid,
    adopted: running !== undefined,
    stop: () => stopServer(server.pid),
  };
}

/** `socketFolder` is empty when there is no Unix socket. */
type Server = { pid: number; port: number; socketFolder: string };

/** Returns the connection string. Over the Unix socket, each query takes about 20 µs less than over TCP. */
function urlOf({ port, socketFolder }: Omit<Server, "pid">, password: string, database: string): string {
  const socket = socketFolder && `?host=${encodeURIComponent(socketFolder)}`;
  return `postgresql://${EMBEDDED_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}${socket}`;
}

/**
 * The longest folder of a Unix socket. Every system allows 103 bytes for the path of a socket (`sun_path`), and
 * `/.s.PGSQL.65535` is a part of it.
 */
const SOCKET_FOLDER_MAX_BYTES = 88;

function socketFolderFor(folder: string): string {
  const fits = Buffer.byteLength(folder) <= SOCKET_FOLDER_MAX_BYTES && !folder.includes(",");
  return fits && process.platform !== "win32" ? folder : "";
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // The query reports a lost server. Without a listener, the event would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates the folder under another name and renames it, so a half-made folder is never used as a database. */
async function createDataFolder(folder: string, password: string): Promise<void> {
  const draft = `${folder}.draft`;
  const passwordFile = `${folder}.password`;
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    const { initdb } = await embeddedBinaries();
    const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"];
    const access = [`--username=${EMBEDDED_ROLE}`, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    await promisify(execFile)(...asOrdinaryUser(initdb, [`--pgdata=${draft}`, ...locale, ...access])).catch(cannotMake);
    await rename(draft, folder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** @throws SettingsError with what the program said, without the command line; the same error when the disk is full */
function cannotMake(cause: Error & { stderr?: string }): never {
  // Whoever opens the database has a sentence of its own for this. The end of what the program says may not name it.
  if (isNoSpace(cause)) throw cause;
  const said = lastLines(cause.stderr || cause.message);
  throw new SettingsError(`The embedded PostgreSQL could not be made. The end of what it says:\n${said}`, { cause });
}

/**
 * PostgreSQL refuses to start while the process in `postmaster.pid` lives, whatever it is, except the one in this
 * variable (`CreateLockFile` in its `miscinit.c`). It still looks for processes of a killed server, which removing the
 * file would prevent.
 */
const FALSE_ALARM = "PG_GRANDPARENT_PID";

/** The SQLSTATE of a server that starts, recovers after a crash or shuts down (`cannot_connect_now`). */
const NOT_YET = "57P03";
/** The SQLSTATE of a wrong password (`invalid_password`). */
const WRONG_PASSWORD = "28P01";
/** What `pg` says when a connection was not accepted within its time limit. */
const TIMED_OUT = "timeout expired";
/** What a connection fails with where nothing listens, over TCP and over a Unix socket, or where a server ends it. */
const NOWHERE = new Set(["ECONNREFUSED", "ENOENT", "ECONNRESET", "EPIPE"]);

/** How long a process that seems to be none of our servers must be named before it counts as one. */
const STALE_AFTER_MS = 2_000;

/** The running server; or, when there is none, the process that `postmaster.pid` names although it is no server. */
type Found = { server: Server } | { stalePid: number } | Record<never, never>;

/**
 * Looks for the server in `folder`. It waits for one that starts, ends, recovers after a crash, or is too busy: a second
 * server could not start beside it, and would overwrite the log that says why it crashed. In another container that has
 * this folder too, the process has a number that means another one here, so a server gets the time to begin listening.
 * @throws SettingsError when a server of this folder runs and does not answer, or refuses the password
 */
async function findRunning(folder: string, { dataDir, password }: Options): Promise<Found> {
  const beganAtMs = performance.now();
  const deadline = beganAtMs + START_TIMEOUT_MS;
  for (;;) {
    const server = await readServer(folder);
    if (!server) return {};
    const failure = await withClient(urlOf(server, password, "postgres"), async () => null).catch(
      (error: Error & { code?: string }) => error,
    );
    if (!failure) return { server };
    if (failure.code === WRONG_PASSWORD && (await isServerOf(server.pid, folder)) !== false) throw refused(dataDir);
    const isStarting = failure.code === NOT_YET;
    if (!isStarting && (await isServerOf(server.pid, folder)) === false) {
      if (performance.now() - beganAtMs >= STALE_AFTER_MS) return { stalePid: server.pid };
      await pause(POLL_MS);
      continue;
    }
    // A server that has just begun, or that ends, listens nowhere.
    const mayAnswer = isStarting || NOWHERE.has(failure.code ?? "") || failure.message === TIMED_OUT;
    if (!mayAnswer || performance.now() >= deadline) throw silent(server.pid, folder, failure);
    await pause(POLL_MS);
  }
}

function refused(dataDir: string): SettingsError {
  return new SettingsError(secretsOfAnother(dataDir).message);
}

function silent(pid: number, folder: string, cause: unknown): SettingsError {
  return new SettingsError(
    `The process ${pid} seems to be a PostgreSQL on ${folder}, but it does not answer: stop it, then start Latchkey again.`,
    { cause },
  );
}

/**
 * Reads `postmaster.pid` (line 1: process, line 4: port, line 5: folder of the socket).
 * @returns undefined when the process has ended
 */
async function readServer(folder: string): Promise<Server | undefined> {
  const lines = (await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const server = { pid: Number(lines[0]), port: Number(lines[3]), socketFolder: lines[4] ?? "" };
  return server.pid && server.port && isAlive(server.pid) ? server : undefined;
}

/**
 * Looks for the process that `postmaster.pid` names.
 * @returns undefined when it has ended; `isServer` is false when the process is known to be no server of this folder
 */
export async function processOf(folder: string): Promise<{ pid: number; isServer: boolean } | undefined> {
  const server = await readServer(folder);
  return server && { pid: server.pid, isServer: (await isServerOf(server.pid, folder)) !== false };
}

/**
 * The environment in which PostgreSQL starts.
 * @param stalePid the process that `postmaster.pid` names, when it is known to be no server of the folder
 */
export function environmentOfServer(stalePid?: number): NodeJS.ProcessEnv {
  // biome-ignore lint/style/noProcessEnv: the server inherits the environment, as without this line
  return { ...process.env, ...(stalePid && { [FALSE_ALARM]: String(stalePid) }) };
}

/** @param stalePid the process that `postmaster.pid` names, when it is known to be no server of this folder */
async function launchServer(folder: string, options: Options, stalePid?: number): Promise<Server> {
  const { postgres } = await embeddedBinaries();
  const port = options.port ?? (await freePort());
  const socketFolder = socketFolderFor(folder);
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: socketFolder,
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, setting]) => ["-c", `${name}=${setting}`]);
  const log = await open(databaseLog(options.dataDir), "w", 0o600);
  // The server has its own process group. Ctrl-C in a terminal reaches this process only, which then stops the server.
  const child = spawn(...asOrdinaryUser(postgres, ["-D", folder, ...args]), {
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: environmentOfServer(stalePid),
  });
  await log.close();
  child.unref();
  try {
    await waitUntilReady(child, urlOf({ port, socketFolder }, options.password, "postgres"), options.dataDir);
  } catch (error) {
    // Nobody would stop it later.
    if (child.pid) await stopServer(child.pid);
    throw error;
  }
  if (!child.pid) throw new Error("PostgreSQL has no process id.");
  return { pid: child.pid, port, socketFolder };
}

/** @throws SettingsError when the server does not start, or refuses the password in `url` */
async function waitUntilReady(child: ChildProcess, url: string, dataDir: string): Promise<void> {
  const ended = new Promise<Error>((resolve) => {
    child.once("error", resolve);
    child.once("exit", (code) => resolve(new Error(`exit code ${code}`)));
  });
  const deadline = performance.now() + START_TIMEOUT_MS;
  let lastError: unknown;
  while (performance.now() < deadline) {
    const ready = await withClient(url, async () => true).catch((error: unknown) => {
      lastError = error;
      return false;
    });
    if (ready) return;
    if ((lastError as { code?: string }).code === WRONG_PASSWORD) throw refused(dataDir);
    lastError = (await Promise.race([ended, pause(POLL_MS)])) ?? lastError;
    if (child.exitCode !== null || child.pid === undefined) break;
  }
  const log = databaseLog(dataDir);
  const tail = await endOf(log);
  throw new SettingsError(`The embedded PostgreSQL did not start. The end of ${log}:\n${tail}`, {
    cause: lastError,
  });
}

/** The last lines of the server's log. */
async function endOf(file: string): Promise<string> {
  return lastLines(await readFile(file, "utf8").catch(() => ""));
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n");
}

async function createDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const existing = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (existing.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}

/** Stops the server with SIGINT, PostgreSQL's fast shutdown. Sessions end, and no committed data is lost. */
async function stopServer(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, "SIGINT");
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid) && performance.now() < deadline) await pause(POLL_MS);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
