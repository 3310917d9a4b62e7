import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "#scripts/browser";
import { ensureRedis } from "#scripts/redis";
import { type Count, check, report, run } from "#scripts/run-checks";
import { measureSlowness } from "#testing/machine/slowness";

/** `npm test`: every check of the project. Checks that use one processor or mostly wait run side by side. */
async function runAll(reports: string): Promise<Count[]> {
  const counts: Count[] = [];
  const sideBySide = async (...checks: Promise<Count>[]) => counts.push(...(await Promise.all(checks)));
  await sideBySide(build(), checkAside("biome", ["check", "."]), checkAside("knip", []));
  // `tsc` reads types that the build writes. The conformance suite mostly waits.
  await sideBySide(checkAside("tsc", ["--noEmit"]), checkAside("node", ["scripts/conformance.ts"]));
  await sideBySide(unitTests(reports));
  await sideBySide(journeys(reports));
  return counts;
}

const checkAside = (command: string, args: string[]) => check(command, args, { isOutputHeld: true });

/** Builds the product. A build that fails is one failed check; a build that succeeds is not counted. */
async function build(): Promise<Count> {
  const isFine = await run("node", ["scripts/setup.mjs", "--build"]);
  return { passed: 0, failed: isFine ? 0 : 1 };
}

async function readReport<T>(file: string): Promise<T | undefined> {
  return readFile(file, "utf8").then(JSON.parse, () => undefined);
}

/** Counts a run. A runner that failed without a report, or without a failed test in it, failed once. */
function count(isFine: boolean, passed: number | undefined, failed: number | undefined): Count {
  return { passed: passed ?? 0, failed: isFine ? (failed ?? 1) : Math.max(1, failed ?? 0) };
}

async function unitTests(reports: string): Promise<Count> {
  // The tests that need Redis run side by side and must not install it at the same time.
  ensureRedis();
  const file = join(reports, "vitest.json");
  const isFine = await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const result = await readReport<{ numPassedTests: number; numFailedTests: number }>(file);
  return count(isFine, result?.numPassedTests, result?.numFailedTests);
}

async function journeys(reports: string): Promise<Count> {
  const file = join(reports, "playwright.json");
  const environment = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, LATCHKEY_TEST_BROWSER: ensureBrowser() };
  const isFine = await run("playwright", ["test", "--reporter=list,json"], { environment });
  const result = await readReport<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  // A test that needed a second try is a defect.
  return count(isFine, result?.stats.expected, result && result.stats.unexpected + result.stats.flaky);
}

const slowness = await measureSlowness();
console.log(`Limits of time are ${slowness} times those of a quiet machine.`);
const reports = await mkdtemp(join(tmpdir(), "latchkey-reports-"));
const counts = await runAll(reports).finally(() => rm(reports, { recursive: true, force: true }));
report(counts);
