import { expect, test } from "vitest";
import type { Sample, Series } from "#bench/lane";
import { toRows } from "#bench/report/rows";
import { summarise } from "#bench/report/soak-summary";
import { targets } from "#bench/report/targets";

const SAMPLE: Sample = {
  requestsPerSecond: 1_000,
  p50Ms: 1,
  p99Ms: 2,
  cpuUs: 50,
  databaseCpuUs: 0,
  memoryBytes: 100e6,
  wrong: 0,
  firstWrong: null,
};

function series(id: string, connections: number, samples: Partial<Sample>[]): Series {
  return { id, title: id, group: "calls", connections, samples: samples.map((each) => ({ ...SAMPLE, ...each })) };
}

test("computes shares within each round, so a slow minute affects both contenders alike", () => {
  const nginx = series("nginx", 16, [{ requestsPerSecond: 20_000 }, { requestsPerSecond: 2_000 }, {}]);
  const latchkey = series("latchkey", 16, [{ requestsPerSecond: 10_000 }, {}, { requestsPerSecond: 500 }]);
  const row = toRows([nginx, latchkey]).find(({ id }) => id === "latchkey");
  expect(row).toMatchObject({ requestsPerSecond: 1_000, ofNginx: 0.5, ofMcpProxy: null });
});

test("names missed targets and leaves out targets without a measured value", () => {
  const nginx = series("nginx", 16, [{ requestsPerSecond: 20_000 }]);
  const latchkey = series("latchkey", 16, [{ requestsPerSecond: 8_000, p99Ms: 7, memoryBytes: 260e6 }]);
  const many = series("many-keys", 16, [{ requestsPerSecond: 7_600 }]);
  const reached = targets([nginx, latchkey, many]).map(({ measured, isReached }) => [measured, isReached]);
  expect(reached).toEqual([
    ["0.40", false],
    ["7.00", true],
    ["0.95", true],
    ["260.00", false],
  ]);
});

test("calls memory flat if it stops growing after the beginning", () => {
  const run = (grow: (minute: number) => number) =>
    summarise(
      Array.from({ length: 101 }, (_, index) => ({ ...SAMPLE, minutes: index / 10, memoryBytes: grow(index / 10) })),
      32,
    );
  expect(run((minute) => Math.min(100 + 80 * minute, 180) * 1e6).isFine).toBe(true);
  expect(run((minute) => (100 + 5 * minute) * 1e6).text).toContain("not flat");
  expect(run(() => 260e6).text).toContain("missed");
});
