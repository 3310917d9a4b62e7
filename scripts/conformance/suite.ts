import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";

export type Revision = "2026-07-28" | "2025-11-25";

/** The outcome of one scenario: how many checks passed, and what was wrong with the others. */
export type Outcome = { passed: number; warnings: number; failures: string[] };

type Check = { name: string; status: string; errorMessage?: string };

const SUITE_TIMEOUT_MS = 180_000;

const require = createRequire(import.meta.url);
const PACKAGE = "@modelcontextprotocol/conformance";

export const suiteVersion: string = require(`${PACKAGE}/package.json`).version;

/**
 * Runs every server scenario of a revision, including scenarios that the suite reports but does not count.
 * @returns outcomes by scenario, in the order in which they ran
 * @throws Error with the end of the suite's output when it breaks off
 */
export async function runSuite(url: string, revision: Revision): Promise<Map<string, Outcome>> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-conformance-"));
  try {
    const output = await run(["server", "--url", url, "--requirements", revision, "-o", folder]);
    if (!output.includes("=== SUMMARY ===")) throw new Error(`The suite broke off:\n${output.slice(-2_000)}`);
    return await readOutcomes(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The scenarios that a revision requires; the suite runs others too, such as extensions. */
export async function requiredScenarios(revision: Revision): Promise<Set<string>> {
  const file = require.resolve(`${PACKAGE}/requirements/${revision}.yaml`);
  return new Set((parse(await readFile(file, "utf8")) as { server: string[] }).server);
}

/** The exit code also says whether the checks passed; the files say it more exactly. */
async function run(parameters: string[]): Promise<string> {
  const program = require.resolve(`${PACKAGE}/dist/index.js`);
  const child = spawn(process.execPath, [program, ...parameters], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: SUITE_TIMEOUT_MS,
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return output + errors;
}

const FOLDER = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/;

async function readOutcomes(folder: string): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const name of await readdir(folder)) {
    const scenario = FOLDER.exec(name)?.[1];
    if (scenario === undefined) continue;
    const checks: Check[] = JSON.parse(await readFile(join(folder, name, "checks.json"), "utf8"));
    outcomes.set(scenario, outcomeOf(checks));
  }
  return outcomes;
}

function outcomeOf(checks: readonly Check[]): Outcome {
  const withStatus = (status: string) => checks.filter((check) => check.status === status);
  return {
    passed: withStatus("SUCCESS").length,
    warnings: withStatus("WARNING").length,
    failures: withStatus("FAILURE").map((check) => `${check.name}: ${check.errorMessage ?? "failed"}`),
  };
}
