import { spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#lib/db/embedded/free-port";
import { expect, test } from "#testing/browser/test";
import { startFailingDatabase } from "#testing/databases/failing-database";
import { EVENTUALLY } from "#testing/machine/slowness";

const READY = "Latchkey is ready";

/**
 * A start of `server.ts`, or of the check before `npm start` builds.
 * @param environment a variable that is undefined is not set
 */
function start(environment: Record<string, string | undefined>, program = ["server.ts"], asUser: string[] = []) {
  const [command = "", ...args] = [...asUser, process.execPath, ...program];
  const child = spawn(command, args, {
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { output: () => text, ended, stop: () => child.kill("SIGTERM"), isOver: () => child.exitCode !== null };
}

type Start = ReturnType<typeof start>;

async function stopAll(starts: Start[]): Promise<void> {
  for (const one of starts) one.stop();
  await Promise.all(starts.map((one) => one.ended));
}

test("of two first starts on one new folder one lives, and the other is refused in one sentence", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-two-"));
  const ports = [await freePort(), await freePort()];
  const starts = ports.map((port) => start({ DATA_DIR: dataDir, PORT: String(port), LATCHKEY_ROLE: "gateway" }));
  try {
    await expect.poll(() => starts.filter((one) => one.output().includes(READY)).length, EVENTUALLY).toBe(1);
    await expect.poll(() => starts.filter((one) => one.isOver()).length, EVENTUALLY).toBe(1);
    const [refused] = starts.filter((one) => one.isOver());
    expect(await refused?.ended).toBe(1);
    expect(refused?.output()).toContain(`Another Latchkey is running on ${dataDir}.`);
    expect(refused?.output()).not.toMatch(/\n\s+at /);
    const ready = await Promise.all(
      ports.map((port) =>
        fetch(`http://127.0.0.1:${port}/api/ready`).then(
          (answer) => answer.status,
          () => 0,
        ),
      ),
    );
    expect(ready.sort()).toEqual([0, 200]);
  } finally {
    await stopAll(starts);
    await rm(dataDir, { recursive: true, force: true });
  }
});

test("`npm start` beside a Latchkey on the same folder or port is refused before anything is installed or built", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-beside-"));
  const port = String(await freePort());
  const running = start({ DATA_DIR: dataDir, PORT: port, LATCHKEY_ROLE: "gateway" });
  const setUp = ["scripts/setup.mjs", "--build", "--start"];
  try {
    await expect.poll(running.output, EVENTUALLY).toContain(READY);
    const sameFolder = start({ DATA_DIR: dataDir, PORT: String(await freePort()) }, setUp);
    expect(await sameFolder.ended).toBe(1);
    expect(sameFolder.output()).toMatch(/^Another Latchkey is running on .*\n$/);
    const samePort = start({ DATA_DIR: join(dataDir, "other"), PORT: port }, setUp);
    expect(await samePort.ended).toBe(1);
    expect(samePort.output()).toBe(`Port ${port} is taken. Set PORT to a free one.\n`);
  } finally {
    await stopAll([running]);
    await rm(dataDir, { recursive: true, force: true });
  }
});

test("three first starts on one empty database all become ready", async () => {
  const database = await startFailingDatabase({ max_connections: "100" });
  await database.asAdmin("DROP DATABASE latchkey", "CREATE DATABASE latchkey OWNER app");
  const shared = { DATABASE_URL: database.url, AUTH_SECRET: "x".repeat(40), LATCHKEY_ROLE: "gateway" };
  const secrets = { ...shared, ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64") };
  const starts = await Promise.all([1, 2, 3].map(async () => start({ ...secrets, PORT: String(await freePort()) })));
  try {
    for (const one of starts) await expect.poll(one.output, EVENTUALLY).toContain(READY);
  } finally {
    await stopAll(starts);
    await database.remove();
  }
});

test("a start waits for a PostgreSQL that is not there yet, and a stop ends the waiting", async () => {
  const database = await startFailingDatabase();
  await database.stop();
  const settings = {
    DATABASE_URL: database.url,
    AUTH_SECRET: "x".repeat(40),
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    LATCHKEY_ROLE: "gateway",
    DATABASE_WAIT_SECONDS: "3600",
  };
  const waiting = start({ ...settings, PORT: String(await freePort()) });
  const stopped = start({ ...settings, PORT: String(await freePort()) });
  try {
    for (const one of [waiting, stopped]) await expect.poll(one.output, EVENTUALLY).toContain("Latchkey waits up to");
    stopped.stop();
    await stopped.ended;
    expect(stopped.output()).not.toMatch(/\n\s+at /);
    await database.start();
    await expect.poll(waiting.output, EVENTUALLY).toContain(READY);
  } finally {
    await stopAll([waiting, stopped]);
    await database.remove();
  }
});

/** A number that no account of this machine has. */
const STRANGER = 4_242;

for (const [what, homeIn] of Object.entries<(folder: string) => string | undefined>({
  "is missing": (folder) => join(folder, "missing"),
  "is not set": () => undefined,
  "is read-only": (folder) => join(folder, "read-only"),
  "is a file": (folder) => join(folder, "file"),
})) {
  test(`a start works where HOME ${what}, also for a user without an account`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "latchkey-home-"));
    const dataDir = join(folder, "data");
    await mkdir(dataDir);
    await mkdir(join(folder, "read-only"), { mode: 0o555 });
    await writeFile(join(folder, "file"), "");
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await Promise.all([chmod(folder, 0o755), chown(dataDir, STRANGER, STRANGER)]);
    const asUser = isRoot ? ["setpriv", `--reuid=${STRANGER}`, `--regid=${STRANGER}`, "--clear-groups"] : [];
    const port = await freePort();
    const one = start({ DATA_DIR: dataDir, PORT: String(port), HOME: homeIn(folder) }, ["server.ts"], asUser);
    try {
      await expect.poll(one.output, EVENTUALLY).toContain(READY);
      expect((await fetch(`http://127.0.0.1:${port}/setup`)).status).toBe(200);
    } finally {
      await stopAll([one]);
      await rm(folder, { recursive: true, force: true });
    }
  });
}
