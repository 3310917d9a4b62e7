import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "#scripts/browser";
import { ensureNginx } from "#scripts/nginx";
import { ensureCaddy } from "#scripts/programs/caddy";
import { ensureOpenssl } from "#scripts/programs/openssl";
import { playwrightCount, readReport, vitestCount } from "#scripts/read-report";
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
  return { passed: 0, failures: isFine ? [] : ["the build"] };
}

async function unitTests(reports: string): Promise<Count> {
  // The tests that need Redis run side by side and must not install it at the same time.
  ensureRedis();
  const file = join(reports, "vitest.json");
  const isFine = await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  return count("vitest", isFine, vitestCount(await readReport(file)));
}

async function journeys(reports: string): Promise<Count> {
  // For the same reason as above.
  for (const ensure of [ensureNginx, ensureCaddy, ensureOpenssl]) ensure();
  const file = join(reports, "playwright.json");
  const environment = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, LATCHKEY_TEST_BROWSER: ensureBrowser() };
  const isFine = await run("playwright", ["test", "--reporter=list,json"], { environment });
  return count("playwright", isFine, playwrightCount(await readReport(file)));
}

/** Adds one failure for a runner that failed without a failed test, or that wrote no report. */
function count(runner: string, isFine: boolean, result: Count | undefined): Count {
  const { passed, failures } = result ?? { passed: 0, failures: [] };
  const isExplained = (isFine && result !== undefined) || failures.length > 0;
  return { passed, failures: isExplained ? failures : [`${runner} itself`] };
}

const slowness = await measureSlowness();
console.log(`Limits of time are ${slowness} times those of a quiet machine.`);
const reports = await mkdtemp(join(tmpdir(), "latchkey-reports-"));
const counts = await runAll(reports).finally(() => rm(reports, { recursive: true, force: true }));
report(counts);
