import type { Sample } from "#bench/lane";
import { median, slope } from "#bench/statistics";

/** Memory in the last tenth of the run, relative to the second tenth. In the first tenth the heap is still growing. */
const GROWTH_MAX = 1.1;
const MEMORY_MAX_MB = 250;

type Timed = Pick<Sample, "requestsPerSecond" | "p99Ms" | "memoryBytes" | "wrong" | "firstWrong"> & { minutes: number };

/**
 * Tells whether memory stayed flat and small.
 * @param samples the samples of one run in their order
 * @returns the report, and whether all is well
 */
export function summarise(samples: Timed[], connections: number): { text: string; isFine: boolean } {
  const points = samples.map(({ minutes, memoryBytes }) => ({ x: minutes, y: memoryBytes / 1e6 }));
  const end = points.at(-1)?.x ?? 0;
  const between = (from: number, to: number) =>
    median(points.filter(({ x }) => x >= from * end && x <= to * end).map(({ y }) => y));
  const [early, late] = [between(0.1, 0.2), between(0.9, 1)];
  const most = Math.max(...points.map(({ y }) => y));
  const growth = slope(points.filter(({ x }) => x >= 0.1 * end));
  const wrong = samples.reduce((sum, sample) => sum + sample.wrong, 0);
  const middle = (pick: (sample: Timed) => number) => median(samples.map(pick));
  const isFlat = late <= early * GROWTH_MAX;
  const isSmall = most < MEMORY_MAX_MB;
  const lines = [
    `${end.toFixed(1)} minutes at ${connections} connections: ${Math.round(middle((each) => each.requestsPerSecond)).toLocaleString("en")} requests/s, p99 ${middle((each) => each.p99Ms).toFixed(2)} ms, ${wrong} wrong answers.`,
    `- ${isFlat ? "flat" : "**not flat**"}: ${early.toFixed(0)} MB in the second tenth of the run, ${late.toFixed(0)} MB in the last; ${growth.toFixed(2)} MB a minute`,
    `- ${isSmall ? "reached" : "**missed**"}: at most ${most.toFixed(0)} MB resident (under ${MEMORY_MAX_MB})`,
  ];
  const firstWrong = samples.find((sample) => sample.firstWrong)?.firstWrong;
  if (firstWrong) lines.push(`A wrong answer:\n${firstWrong}`);
  return { text: lines.join("\n"), isFine: isFlat && isSmall && wrong === 0 };
}
