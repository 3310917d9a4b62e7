import type { Credentials } from "#bench/load/job";

/** Somebody who answers the benchmark's requests. */
export type Contender = {
  port: number;
  credentials: Credentials;
  /** Further header lines of clients of the 2025 revisions: of the session that it opened for them. */
  legacyHeaders?: string[];
  /** The name under which it offers the tool. */
  tool: string;
  /** Its own processes, without the upstream. */
  pids(): number[];
  /** Those of the database it asks. */
  databasePids?(): number[];
  stop(): Promise<void>;
};

/** What every contender is given. */
export type Surroundings = {
  /** The MCP server behind all of them, on this loopback port. */
  upstreamPort: number;
  /** A temporary folder of the run. */
  folder: string;
  /** The tokens that the load is spread over. */
  tokens: string[];
};

export const bearer = (tokens: string[]): Credentials => ({ header: "Authorization", prefix: "Bearer ", tokens });
