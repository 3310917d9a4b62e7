import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "#scripts/browser";
import { ensureRedis } from "#scripts/redis";

type Count = { passed: number; failed: number };

function run(command: string, args: string[], environment: Record<string, string> = {}): Promise<boolean> {
  console.log(`\n> ${[command, ...args].join(" ")}`);
  return new Promise((resolve) => {
    // The bin folder of the project comes first on the PATH of npm's scripts; without npm, it is put there.
    const path = [join(process.cwd(), "node_modules", ".bin"), process.env.PATH].join(
      process.platform === "win32" ? ";" : ":",
    );
    const child = spawn(command, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: path, ...environment },
      shell: process.platform === "win32",
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

/** A command that either holds or does not counts as one. */
async function check(command: string, args: string[]): Promise<Count> {
  const isFine = await run(command, args);
  return { passed: isFine ? 1 : 0, failed: isFine ? 0 : 1 };
}

async function readReport<T>(file: string): Promise<T | undefined> {
  return readFile(file, "utf8").then(JSON.parse, () => undefined);
}

/** A runner that failed without a report, or without a failed test in it, failed once all the same. */
function count(isFine: boolean, passed: number | undefined, failed: number | undefined): Count {
  return { passed: passed ?? 0, failed: isFine ? (failed ?? 1) : Math.max(1, failed ?? 0) };
}

async function unitTests(reports: string): Promise<Count> {
  // Here and not first in the tests that need it, which run side by side.
  ensureRedis();
  const file = join(reports, "vitest.json");
  const isFine = await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const report = await readReport<{ numPassedTests: number; numFailedTests: number }>(file);
  return count(isFine, report?.numPassedTests, report?.numFailedTests);
}

async function journeys(reports: string): Promise<Count> {
  const file = join(reports, "playwright.json");
  const environment = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, LATCHKEY_TEST_BROWSER: ensureBrowser() };
  const isFine = await run("playwright", ["test", "--reporter=list,json"], environment);
  const report = await readReport<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  // A test that needed a second try is a defect.
  return count(isFine, report?.stats.expected, report && report.stats.unexpected + report.stats.flaky);
}

const reports = await mkdtemp(join(tmpdir(), "latchkey-reports-"));
const counts: Count[] = [
  await check("biome", ["check", "."]),
  await check("knip", []),
  await check("tsc", ["--noEmit"]),
  await unitTests(reports),
  await check("node", ["scripts/conformance.ts"]),
  await journeys(reports),
];
await rm(reports, { recursive: true, force: true });

const passed = counts.reduce((sum, each) => sum + each.passed, 0);
const failed = counts.reduce((sum, each) => sum + each.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
