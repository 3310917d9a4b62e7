import type { Era } from "#lib/mcp/protocol";

/** What every MCP request of a window asks for. */
type Question =
  /** Calls a tool that echoes the message. The message differs in every call. */
  | { method: "tools/call"; tool: string }
  /** Lists the tools; the answer has to contain `lastTool`. */
  | { method: "tools/list"; lastTool: string };

/** A request without MCP. The token is in the body or in one of `headers`. A right answer contains all of `right`. */
type PlainQuestion = { method: "plain"; verb: "GET" | "POST"; body: string; right: string[] };

/** The header that carries the token. Requests use one token after the other; all have the same length. */
export type Credentials = { header: string; prefix: string; tokens: string[] };

type McpTarget = {
  port: number;
  path: string;
  credentials: Credentials;
  /** Further header lines. */
  headers?: string[];
  era: Era;
  question: Question;
};

export type PlainTarget = Pick<McpTarget, "port" | "path" | "headers"> & {
  /** The tokens to use one after the other. The request contains the first one. */
  credentials: Pick<Credentials, "tokens">;
  question: PlainQuestion;
};

export type Target = McpTarget | PlainTarget;

type Window = { connections: number; warmUpMs: number; windowMs: number };

export type McpJob = McpTarget & Window;
export type PlainJob = PlainTarget & Window;

/** One window of load. Each connection always has one running request. */
export type Job = McpJob | PlainJob;

/** The result of a window, without the requests of the warm-up. */
export type Outcome = {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** The number of wrong answers in warm-up and window, and the first of them. */
  wrong: number;
  firstWrong: string | null;
};

/** A message from the generator's process to its parent. */
export type LoadMessage = { kind: "begun" } | { kind: "ended"; outcome: Outcome };
