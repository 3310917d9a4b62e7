import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { freePort } from "#lib/db/embedded/free-port";
import { type Installation, readSecrets, startInstallation } from "#testing/machine/installation";
import { runProgram } from "#testing/machine/run-program";
import { EVENTUALLY } from "#testing/machine/slowness";

const GATEWAY = { LATCHKEY_ROLE: "gateway", LOG_LEVEL: "warn" };

let installation: Installation;
/** The secrets as the installation made them. */
let whole: Awaited<ReturnType<typeof readSecrets>>;
let spare: string;
beforeAll(async () => {
  // It says at the level "info" that it is ready.
  installation = await startInstallation({ ...GATEWAY, LOG_LEVEL: "info" });
  whole = await readSecrets(installation);
  await installation.stop();
  spare = `${installation.dataDir}-spare`;
});
afterAll(() => installation.remove());

const file = () => join(installation.dataDir, "secrets.json");
const folder = () => join(installation.dataDir, "postgres");
const restore = async () => {
  await rm(file(), { recursive: true, force: true });
  await rm(`${file()}.replaced`, { recursive: true, force: true });
  await writeFile(file(), JSON.stringify(whole), { mode: 0o600 });
};
beforeEach(restore);
afterEach(() => rm(spare, { recursive: true, force: true }));

/** Starts the server, and reads what its log says. */
async function start(): Promise<{ code: number | null; output: string }> {
  const { code, output } = await runProgram(process.execPath, ["server.ts"], {
    ...GATEWAY,
    NODE_ENV: "production",
    DATA_DIR: installation.dataDir,
    PORT: String(await freePort()),
  });
  const lines = output.trim().split("\n").filter(Boolean);
  return { code, output: lines.map((line) => `${(JSON.parse(line) as { msg: string }).msg}\n`).join("") };
}

const secrets = (command: string, settings: Record<string, string> = {}) =>
  runProgram(process.execPath, ["scripts/operator/secrets.ts", command], {
    DATA_DIR: installation.dataDir,
    ...settings,
  });

/** Whether a PostgreSQL of the data folder runs, as its lock says. */
async function isDatabaseRunning(): Promise<boolean> {
  const [pid] = (await readFile(join(folder(), "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  try {
    return Boolean(pid) && process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}

const DAMAGES: [what: string, damage: () => Promise<unknown>, sentence: RegExp][] = [
  ["is lost", () => rm(file()), /secrets\.json is missing, but the database in \S+ exists/],
  ["is empty", () => writeFile(file(), ""), /which is empty: put the file back/],
  ["is cut short", () => writeFile(file(), JSON.stringify(whole).slice(0, 99)), /which is no JSON/],
  [
    "lacks the password",
    () => write({ ...whole, databasePassword: undefined }),
    /which has no usable databasePassword/,
  ],
  ["is a folder", () => rm(file()).then(() => mkdir(file())), /which is a folder/],
  ["belongs to another installation", () => write(another()), /refuses the password in \S+secrets\.json, which seems/],
];

const write = (content: object) => writeFile(file(), JSON.stringify(content));
const another = () => ({ ...whole, databasePassword: "the-password-of-another-installation" });

test.each(DAMAGES)(
  "a start whose secrets.json %s ends with one sentence and leaves nothing",
  async (_what, damage, sentence) => {
    await damage();
    const before = await contentOf();
    const { code, output } = await start();
    expect(code).toBe(1);
    expect(output.trim()).toMatch(sentence);
    expect(output.trim()).toMatch(/^[^\n]+ run `npm run secrets -- repair`, which says what is lost\.$/);
    for (const secret of Object.values(whole)) expect(output).not.toContain(secret);
    expect(output).not.toContain("the-password-of-another-installation");
    expect(await contentOf()).toEqual(before);
    expect(await isDatabaseRunning()).toBe(false);
  },
);

/** The names in the data folder, and what is in secrets.json. */
async function contentOf(): Promise<unknown> {
  const names = (await readdir(installation.dataDir)).sort();
  return [names, await readFile(file(), "utf8").catch((error: NodeJS.ErrnoException) => error.code)];
}

test("a start whose database is lost ends with one sentence and makes no empty one", async () => {
  await rename(folder(), spare);
  const { code, output } = await start();
  expect(code).toBe(1);
  expect(output.trim()).toMatch(/^The database in \S+postgres is gone, although it existed before: [^\n]+$/);
  expect(await readdir(installation.dataDir)).not.toContain("postgres");
  await rename(spare, folder());
});

// The other damages are the same to a repair, as `secrets-file.test.ts` shows.
const REPAIRED = DAMAGES.filter(([what]) => /lost|lacks|another/.test(what));

test.each(REPAIRED)(
  "when secrets.json %s, a repair gives the database a password that works",
  async (_what, damage) => {
    await damage();
    const { code, output } = await secrets("repair");
    expect([code, output]).toEqual([0, expect.stringContaining("Latchkey can be started.")]);
    expect(await isDatabaseRunning()).toBe(false);
    await installation.restart();
    expect((await fetch(`${installation.url}/api/ready`)).status).toBe(200);
    whole = await readSecrets(installation);
    await installation.stop();
  },
);

test("a repair keeps what can be used, and says what is lost", async () => {
  const { databasePassword: _, ...usable } = whole;
  await write(usable);
  const kept = await secrets("repair");
  expect(await readSecrets(installation)).toMatchObject(usable);
  expect(kept.output).not.toMatch(/everybody signs in again|cannot be recovered/);
  await rm(file());
  const lost = await secrets("repair");
  expect(lost.output).toMatch(/everybody signs in again/);
  expect(lost.output).toMatch(/ENCRYPTION_KEY is new, because the earlier one cannot be recovered/);
  for (const secret of Object.values(await readSecrets(installation))) expect(lost.output).not.toContain(secret);
  whole = await readSecrets(installation);
});

test("a repair is refused while the installation runs, and changes nothing", async () => {
  await installation.restart();
  const before = await contentOf();
  const { code, output } = await secrets("repair");
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/^The database in \S+ is running: stop Latchkey first[^\n]+\n$/),
  ]);
  expect(await contentOf()).toEqual(before);
  expect((await fetch(`${installation.url}/api/ready`)).status).toBe(200);
  await installation.stop();
});

test("the database of a killed Latchkey ends by itself, and a repair works", async () => {
  await installation.restart();
  await installation.stop("SIGKILL");
  await rm(file());
  await vi.waitFor(async () => expect(await isDatabaseRunning()).toBe(false), EVENTUALLY);
  expect((await start()).output).toMatch(/^[^\n]+secrets\.json is missing, [^\n]+\n$/);
  expect((await secrets("repair")).code).toBe(0);
  whole = await readSecrets(installation);
});

test("a repair is refused where there is no database, and where another one is used", async () => {
  await rename(folder(), spare);
  const nothing = await secrets("repair");
  await rename(spare, folder());
  expect([nothing.code, nothing.output]).toEqual([1, expect.stringMatching(/^There is no database in [^\n]+\n$/)]);
  const elsewhere = await secrets("repair", {
    DATABASE_URL: "postgresql://db.example.com/latchkey",
    AUTH_SECRET: whole.authSecret,
    ENCRYPTION_KEY: whole.encryptionKey,
  });
  expect(elsewhere).toMatchObject({ code: 1, output: expect.stringMatching(/^DATABASE_URL is set, [^\n]+\n$/) });
});

test("without a command, the usage is printed", async () => {
  expect(await runProgram(process.execPath, ["scripts/operator/secrets.ts"])).toMatchObject({ code: 0 });
  expect(await secrets("destroy")).toMatchObject({ code: 1, output: expect.stringContaining("-- repair") });
});
