import type { Credentials } from "#bench/load/job";

/** A program that answers the benchmark's requests. */
export type Contender = {
  port: number;
  credentials: Credentials;
  /** Further header lines for clients of the 2025 revisions, such as the id of their session. */
  legacyHeaders?: string[];
  /** The name of the tool to call. */
  tool: string;
  /** The ids of its processes, without the upstream. */
  pids(): number[];
  /** The ids of the processes of its database. */
  databasePids?(): number[];
  stop(): Promise<void>;
};

/** What every contender gets at its start. */
export type Surroundings = {
  /** The loopback port of the MCP server that all contenders share. */
  upstreamPort: number;
  /** The temporary folder of this run. */
  folder: string;
  /** The load is spread over these tokens. */
  tokens: string[];
};

export const bearer = (tokens: string[]): Credentials => ({ header: "Authorization", prefix: "Bearer ", tokens });
