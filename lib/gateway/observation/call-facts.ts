import type { RpcId } from "#lib/mcp/protocol";
import type { CallOutcome } from "#lib/usage/outcome";

/** What is known of one request to the MCP endpoint; it becomes more while the request is answered. */
export type CallFacts = {
  readonly requestId: string;
  readonly at: Date;
  /** Of the monotonic clock, in milliseconds since the process began. */
  readonly startedMs: number;
  /** Of the client. */
  readonly address: string;
  /** Empty until a key was accepted. */
  keyId: string;
  userId: string;
  client: { name: string | null; version: string | null };
  /** The application that the client names with `X-Origin-App`. */
  originApp: string | null;
  /** Empty until the message was read; `other` for what the gateway does not know. */
  method: string;
  rpcId: RpcId | null;
  /** Where the request goes: null and empty for what concerns no single server. */
  upstreamId: string | null;
  workspaceId: string | null;
  /** Slugs. */
  server: string;
  workspace: string;
  /** The tool or prompt as its server names it. */
  name: string | null;
  outcome: CallOutcome;
  /** Of a JSON-RPC error that the gateway or the server answered. */
  errorCode: number | null;
  /** Until the end of the answer; 0 before. */
  durationMs: number;
};
