import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLineUp } from "#bench/api/line-up";
import { API_HELP, type ApiOptions, readApiOptions } from "#bench/api/options";
import { apiTargets, comparison, kinds } from "#bench/api/report";
import { startDatabase } from "#bench/latchkey/database";
import { LoadGenerator } from "#bench/load/generator";
import { measureAll } from "#bench/measure";
import { describeMachine } from "#bench/report/machine";
import { writeIntoPage } from "#bench/report/page";
import { toLines } from "#bench/report/targets";
import { clearingAfter, type OnClear } from "#bench/stage";

const RESULTS = "bench/api-results.json";
const WARM_UP_MS = 400;
const FIRST_WARM_UP_MS = 3_000;

const say = (line: string) => console.error(line);

/** `npm run bench:api` compares the API with better-auth at validating and listing keys; see docs/performance.md. */
async function main(): Promise<void> {
  let options: ApiOptions;
  try {
    options = readApiOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${API_HELP}`);
    process.exitCode = 1;
    return;
  }
  const generator = new LoadGenerator();
  let isReached = false;
  await clearingAfter(async (onClear) => {
    isReached = await compare(options, generator, onClear);
  });
  generator.stop();
  process.exit(isReached || !options.check ? 0 : 1);
}

async function compare(options: ApiOptions, generator: LoadGenerator, onClear: OnClear): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-bench-"));
  onClear(() => rm(folder, { recursive: true, force: true }));
  say("Making a database with 10,000 keys for each…");
  const database = await startDatabase(folder);
  onClear(database.stop);
  const machine = await describeMachine(database.settings.DATABASE_URL, ["better-auth"]);
  const lanes = await apiLineUp({ options, folder, database, onClear });
  const { rounds, seconds } = options;
  const windowMs = 1000 * seconds;
  const timing = { rounds, windowMs, warmUpMs: WARM_UP_MS, firstWarmUpMs: Math.min(FIRST_WARM_UP_MS, windowMs) };
  const series = await measureAll(lanes, generator, timing, say);
  const targets = apiTargets(series);
  const at = new Date().toISOString();
  const footer = `${at.slice(0, 10)}: ${machine}. ${rounds} rounds of ${seconds} s for each row.`;
  const tables = { api: [comparison(series), toLines(targets)], "api-kinds": [kinds(series)] };
  const wrong = series.flatMap(({ samples }) => samples).filter((sample) => sample.wrong > 0);
  for (const { firstWrong } of wrong) console.log(`A wrong answer:\n${firstWrong}\n`);
  await writeFile(RESULTS, `${JSON.stringify({ at, machine, options, targets, series }, null, 2)}\n`);
  for (const [name, [table, ...lines]] of Object.entries(tables)) {
    if (!table) continue;
    const report = [table, ...lines, footer].filter(Boolean).join("\n\n");
    console.log(`\n${report}\n`);
    if (options.write && wrong.length === 0) await writeIntoPage(name, report);
  }
  return wrong.length === 0 && targets.every((target) => target.isReached);
}

await main();
