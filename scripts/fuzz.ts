import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

/**
 * Sends generated requests to a gateway with servers behind it: `npm run fuzz -- [runs] [--seed <seed>]`.
 * `npm test` does the same with fewer requests.
 */
const RUNS = "100000";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { seed: { type: "string" } } });
const { status } = spawnSync("vitest", ["run", "gateway/mcp/fuzz.db.test.ts"], {
  stdio: "inherit",
  env: { ...process.env, FUZZ_RUNS: positionals[0] ?? RUNS, ...(values.seed && { FUZZ_SEED: values.seed }) },
});
process.exitCode = status ?? 1;
