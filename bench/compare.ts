import { writeFile } from "node:fs/promises";
import { lineUp } from "#bench/line-up";
import type { LoadGenerator } from "#bench/load/generator";
import { measureAll, type Timing } from "#bench/measure";
import type { Options } from "#bench/options";
import { describeMachine } from "#bench/report/machine";
import { PAGE, writeIntoPage } from "#bench/report/page";
import { toRows } from "#bench/report/rows";
import { toTable } from "#bench/report/table";
import { targets, toLines } from "#bench/report/targets";
import type { Stage } from "#bench/stage";

const RESULTS = "bench/results.json";
/** Long enough to open the connections and to let the contender finish earlier work. */
const WARM_UP_MS = 400;
/** Long enough for Node to compile the hot code. */
const FIRST_WARM_UP_MS = 3_000;

/**
 * Measures all lanes, prints the table and writes it to a file.
 * @returns whether every target was reached
 */
export async function compare(stage: Stage, generator: LoadGenerator): Promise<boolean> {
  const { options } = stage;
  const machine = await describeMachine(stage.settings.DATABASE_URL, options.lanes);
  const lanes = await lineUp(stage);
  const series = await measureAll(lanes, generator, timing(options), stage.say);
  const [rows, reached] = [toRows(series), targets(series)];
  const at = new Date().toISOString();
  const wrong = series.flatMap(({ samples }) => samples).filter((sample) => sample.wrong > 0);
  const report = [
    toTable(rows),
    toLines(reached),
    `${at.slice(0, 10)}: ${machine}. ${options.rounds} rounds of ${options.seconds} s for each row.`,
  ]
    .filter(Boolean)
    .join("\n\n");
  console.log(`\n${report}\n`);
  for (const { firstWrong } of wrong) console.log(`A wrong answer:\n${firstWrong}\n`);
  await writeFile(RESULTS, `${JSON.stringify({ at, machine, options, targets: reached, rows, series }, null, 2)}\n`);
  stage.say(`Wrote ${RESULTS}.`);
  if (options.write && wrong.length === 0) {
    await writeIntoPage("figures", report);
    stage.say(`Wrote ${PAGE}.`);
  }
  return wrong.length === 0 && reached.every((target) => target.isReached);
}

function timing({ rounds, seconds }: Options): Timing {
  const windowMs = 1000 * seconds;
  return { rounds, windowMs, warmUpMs: WARM_UP_MS, firstWarmUpMs: Math.min(FIRST_WARM_UP_MS, windowMs) };
}
