import type { Contender } from "#bench/contender";
import type { Target } from "#bench/load/job";

export type Group = "calls" | "legacy calls" | "lists" | "validations" | "key lists" | "kinds";

/** One kind of request to one contender. Each lane is a row of the table. */
export type Lane = {
  id: string;
  /** The kind of request. Lanes of one group are compared with each other. */
  group: Group;
  title: string;
  contender: Pick<Contender, "pids" | "databasePids">;
  target: Target;
  connections: number[];
};

/** The measured values of one window of a lane. */
export type Sample = {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Microseconds of processor time per request, of the contender and of its database. */
  cpuUs: number;
  databaseCpuUs: number;
  memoryBytes: number;
  wrong: number;
  firstWrong: string | null;
};

/** All windows of a lane at one number of connections, in the order of the rounds. */
export type Series = Pick<Lane, "id" | "group" | "title"> & { connections: number; samples: Sample[] };
