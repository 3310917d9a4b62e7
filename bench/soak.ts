import { startLatchkey } from "#bench/contenders/latchkey";
import type { Sample } from "#bench/lane";
import type { LoadGenerator } from "#bench/load/generator";
import { measure } from "#bench/measure";
import { describeMachine } from "#bench/report/machine";
import { writeIntoPage } from "#bench/report/page";
import { summarise } from "#bench/report/soak-summary";
import type { Stage } from "#bench/stage";

const CONNECTIONS = 32;
const WINDOW_MS = 5_000;
const WARM_UP_MS = 200;

/**
 * Puts full load on one gateway for `soakSeconds` and measures its memory.
 * @returns whether memory stayed flat and small
 */
export async function soak(stage: Stage, generator: LoadGenerator): Promise<boolean> {
  const { options, settings } = stage;
  const machine = await describeMachine(settings.DATABASE_URL, ["latchkey"]);
  const contender = await startLatchkey({
    ...stage,
    name: "latchkey",
    isSilent: true,
    profileFolder: options.profileFolder,
  });
  stage.onClear(contender.stop);
  const { port, credentials, tool } = contender;
  const question = { method: "tools/call" as const, tool };
  const target = { port, path: "/mcp", credentials, era: "modern" as const, question };

  const samples: (Sample & { minutes: number })[] = [];
  const begunAt = performance.now();
  const minutes = () => (performance.now() - begunAt) / 60_000;
  while (minutes() * 60 < options.soakSeconds) {
    const timing = { warmUpMs: WARM_UP_MS, windowMs: WINDOW_MS };
    const sample = await measure({ contender, target }, CONNECTIONS, generator, timing);
    samples.push({ ...sample, minutes: minutes() });
    const megabytes = Math.round(sample.memoryBytes / 1e6);
    stage.say(`${minutes().toFixed(1)} min: ${Math.round(sample.requestsPerSecond)} requests/s, ${megabytes} MB`);
  }
  const { text, isFine } = summarise(samples, CONNECTIONS);
  const report = `${text}\n\n${new Date().toISOString().slice(0, 10)}: ${machine}.`;
  console.log(`\n${report}\n`);
  if (options.write) await writeIntoPage("memory", report);
  return isFine;
}
