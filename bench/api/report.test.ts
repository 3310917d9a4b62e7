import { expect, test } from "vitest";
import { apiTargets, comparison, kinds } from "#bench/api/report";
import type { Group, Sample, Series } from "#bench/lane";

const SAMPLE: Sample = {
  requestsPerSecond: 1_000,
  p50Ms: 1,
  p99Ms: 2,
  cpuUs: 50,
  databaseCpuUs: 10,
  memoryBytes: 100e6,
  wrong: 0,
  firstWrong: null,
};

function series(id: string, group: Group, connections: number, rates: number[]): Series {
  const samples = rates.map((requestsPerSecond) => ({ ...SAMPLE, requestsPerSecond }));
  return { id, title: id, group, connections, samples };
}

const ALL = [
  series("lists better-auth", "key lists", 4, [10]),
  series("latchkey", "validations", 1, [1_000]),
  series("latchkey", "validations", 16, [6_000, 3_000, 6_000]),
  series("better-auth", "validations", 16, [1_000, 600, 1_000]),
  series("kind valid", "kinds", 1, [1_000]),
];

test("takes the median of all rounds at 16 connections as the measured value", () => {
  expect(apiTargets(ALL)).toMatchObject([{ measured: "6.00", isReached: true }]);
  expect(apiTargets(ALL.slice(0, 2))).toEqual([]);
});

test("lists validations first and gives a share only where better-auth was asked the same", () => {
  const rows = comparison(ALL).split("\n").slice(2);
  const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
  expect(cells.map(([, , of, connections, , times]) => [of, connections, times])).toEqual([
    ["latchkey", "1", ""],
    ["latchkey", "16", "6.00"],
    ["better-auth", "16", "1.00"],
    ["lists better-auth", "4", "1.00"],
  ]);
});

test("makes no table without measurements", () => {
  expect([comparison([]), kinds([])]).toEqual(["", ""]);
  expect(kinds(ALL)).toContain("kind valid");
});
