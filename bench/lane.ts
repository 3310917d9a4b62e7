import type { Contender } from "#bench/contender";
import type { Target } from "#bench/load/job";

export type Group = "calls" | "legacy calls" | "lists" | "validations" | "key lists" | "kinds";

/** One contender asked one thing: a row of the table. */
export type Lane = {
  id: string;
  /** What is asked. Lanes of one group are compared with each other. */
  group: Group;
  title: string;
  contender: Pick<Contender, "pids" | "databasePids">;
  target: Target;
  connections: number[];
};

/** What one window of a lane showed. */
export type Sample = {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time a request: of the contender, and of the database it asks. */
  cpuUs: number;
  databaseCpuUs: number;
  memoryBytes: number;
  wrong: number;
  firstWrong: string | null;
};

/** Every window of a lane at one number of connections, in the order of the rounds. */
export type Series = Pick<Lane, "id" | "group" | "title"> & { connections: number; samples: Sample[] };
