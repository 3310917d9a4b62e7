import type { Era } from "#lib/mcp/protocol";

/** What every request of a window asks for. */
type Question =
  /** Calls a tool that gives back the message, which differs in every call. */
  | { method: "tools/call"; tool: string }
  /** Lists the tools; the answer has to contain `lastTool`. */
  | { method: "tools/list"; lastTool: string };

/** A request without MCP. The token stands in the body or in one of `headers`; the answer has to contain all of `right`. */
type PlainQuestion = { method: "plain"; verb: "GET" | "POST"; body: string; right: string[] };

/** How requests show who they are: one token after the other, all of one length. */
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
  /** Taken one after the other; the request as given is the one of the first. */
  credentials: Pick<Credentials, "tokens">;
  question: PlainQuestion;
};

export type Target = McpTarget | PlainTarget;

type Window = { connections: number; warmUpMs: number; windowMs: number };

export type McpJob = McpTarget & Window;
export type PlainJob = PlainTarget & Window;

/** One window of load: so many connections, each with one request under way, all the time. */
export type Job = McpJob | PlainJob;

/** What was seen within the window; requests of the warm-up are not in it. */
export type Outcome = {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Answers that were not the right one, of warm-up and window, and the first of them. */
  wrong: number;
  firstWrong: string | null;
};

/** What the generator's process tells the one that started it. */
export type LoadMessage = { kind: "begun" } | { kind: "ended"; outcome: Outcome };
