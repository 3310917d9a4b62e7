import { compare } from "#bench/compare";
import { LoadGenerator } from "#bench/load/generator";
import { HELP, type Options, readOptions } from "#bench/options";
import { soak } from "#bench/soak";
import { onStage } from "#bench/stage";

/** `npm run bench` measures Latchkey and its peers; see docs/performance.md. */
async function main(): Promise<void> {
  if (process.platform !== "linux") return giveUp("The benchmark needs Linux: it reads /proc.");
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    return giveUp(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
  const generator = new LoadGenerator();
  let isReached = false;
  await onStage(options, async (stage) => {
    isReached = await (options.soakSeconds > 0 ? soak : compare)(stage, generator);
  });
  generator.stop();
  process.exit(isReached || !options.check ? 0 : 1);
}

function giveUp(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

await main();
