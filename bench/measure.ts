import type { Lane, Sample, Series } from "#bench/lane";
import type { LoadGenerator } from "#bench/load/generator";
import { cpuMs, memoryBytes } from "#bench/system/proc";

export type Timing = { rounds: number; warmUpMs: number; windowMs: number; firstWarmUpMs: number };

const WARM_UP_CONNECTIONS = 16;

/**
 * Measures all lanes at all numbers of connections in short windows, one after the other, in several rounds. So other
 * load on the machine affects all lanes. The first lane changes from round to round.
 */
export async function measureAll(
  lanes: Lane[],
  generator: LoadGenerator,
  timing: Timing,
  say: (line: string) => void,
): Promise<Series[]> {
  say(`Warming up ${lanes.length} lanes…`);
  for (const lane of lanes) {
    const warmUp = { ...timing, warmUpMs: 0, windowMs: timing.firstWarmUpMs };
    const { wrong, firstWrong } = await measure(lane, WARM_UP_CONNECTIONS, generator, warmUp);
    if (wrong > 0) throw new Error(`${lane.title} does not answer as it should:\n${firstWrong}`);
  }
  const series = new Map<string, Series>();
  const counts = [...new Set(lanes.flatMap((lane) => lane.connections))].toSorted((a, b) => a - b);
  for (let round = 0; round < timing.rounds; round += 1) {
    say(`Round ${round + 1} of ${timing.rounds}…`);
    for (const connections of counts) {
      for (const lane of rotated(lanes, round)) {
        if (!lane.connections.includes(connections)) continue;
        const sample = await measure(lane, connections, generator, timing);
        const key = `${lane.id} ${connections}`;
        const lanesSeries = series.get(key) ?? {
          id: lane.id,
          group: lane.group,
          title: lane.title,
          connections,
          samples: [],
        };
        lanesSeries.samples.push(sample);
        series.set(key, lanesSeries);
      }
    }
  }
  return [...series.values()];
}

/** Measures one window of load on one contender. */
export async function measure(
  { contender, target }: Pick<Lane, "contender" | "target">,
  connections: number,
  generator: LoadGenerator,
  { warmUpMs, windowMs }: Pick<Timing, "warmUpMs" | "windowMs">,
): Promise<Sample> {
  let pids: number[] = [];
  let databasePids: number[] = [];
  let before = { own: 0, database: 0 };
  const spent = () => ({ own: cpuMs(pids), database: cpuMs(databasePids) });
  const outcome = await generator.run({ ...target, connections, warmUpMs, windowMs }, () => {
    // Only after the warm-up do all workers and all database connections exist.
    pids = contender.pids();
    databasePids = contender.databasePids?.() ?? [];
    before = spent();
  });
  const after = spent();
  const perRequest = (ms: number) => (1000 * ms) / outcome.requests;
  return {
    requestsPerSecond: outcome.requests / outcome.seconds,
    p50Ms: outcome.p50Ms,
    p99Ms: outcome.p99Ms,
    cpuUs: perRequest(after.own - before.own),
    databaseCpuUs: perRequest(after.database - before.database),
    memoryBytes: memoryBytes(pids),
    wrong: outcome.wrong,
    firstWrong: outcome.firstWrong,
  };
}

function rotated<T>(list: T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
