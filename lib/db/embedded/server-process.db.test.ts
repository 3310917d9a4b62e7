import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmbedded } from "#lib/db/embedded/embedded";
import { isServerOf } from "#lib/db/embedded/server-process";
import { scaled } from "#testing/machine/slowness";

const password = "stale";
let dataDir: string;
let folder: string;
let pidFile: string;
/** `postmaster.pid` as a killed server leaves it. */
let left: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-stale-"));
  folder = join(dataDir, "postgres");
  pidFile = join(folder, "postmaster.pid");
  const database = await startEmbedded({ dataDir, password });
  left = await readFile(pidFile, "utf8");
  await database.stop();
}, scaled(240_000));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const pidOf = (text: string) => Number(text.split("\n", 1)[0]);
const named = (pid: number) => writeFile(pidFile, left.replace(/^\d+/, String(pid)));

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query("SELECT true AS yes").finally(() => client.end());
  return rows[0].yes;
}

test(
  "a server starts although the process that the killed one had is another one now",
  async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)", folder]);
    // The own process, its parent, somebody else's, and one that looks a little like a server of this folder.
    for (const pid of [process.pid, process.ppid, 1, other.pid ?? 0]) {
      await named(pid);
      const database = await startEmbedded({ dataDir, password });
      expect(database.adopted).toBe(false);
      expect(await answers(database.url)).toBe(true);
      expect(pidOf(await readFile(pidFile, "utf8"))).not.toBe(pid);
      await database.stop();
      expect(other.exitCode ?? other.signalCode).toBeNull();
    }
    other.kill();
    await once(other, "exit");
  },
  scaled(60_000),
);

test(
  "a server of this folder is recognised by each name of the folder, and one of another folder is not",
  async () => {
    const database = await startEmbedded({ dataDir, password });
    const pid = pidOf(await readFile(pidFile, "utf8"));
    const link = join(dataDir, "link");
    await symlink(folder, link);
    expect(await isServerOf(pid, folder)).toBe(true);
    if (process.platform === "linux") expect(await isServerOf(pid, link)).toBe(true);
    expect(await isServerOf(pid, join(dataDir, "other"))).toBe(false);
    expect(await isServerOf(process.pid, folder)).toBe(false);

    // A second start finds it, and leaves it alone.
    const second = await startEmbedded({ dataDir, password });
    expect(second.adopted).toBe(true);
    const refused = startEmbedded({ dataDir, password: "changed" });
    await expect(refused).rejects.toThrow(/^The database in \S+ refuses the password in \S+secrets\.json, /);
    // It goes on for whoever started it.
    expect(await answers(database.url)).toBe(true);
    await database.stop();
    expect(await isServerOf(pid, folder)).toBe(false);
  },
  scaled(60_000),
);
