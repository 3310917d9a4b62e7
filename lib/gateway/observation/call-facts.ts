import type { Client } from "#lib/gateway/messages/refused-key";
import type { RpcId } from "#lib/mcp/protocol";
import type { CallOutcome } from "#lib/usage/outcome";

/** The facts about one request to the MCP endpoint. They are filled in while the request is answered. */
export type CallFacts = {
  readonly requestId: string;
  readonly at: Date;
  /** Milliseconds since the process began, by the monotonic clock. */
  readonly startedMs: number;
  /** The address of the client. */
  readonly address: string;
  /** The header of the client; null without it. */
  readonly userAgent: string | null;
  /** Empty until a key is accepted. */
  keyId: string;
  userId: string;
  client: Client;
  /** The application that the client names with `X-Origin-App`. */
  originApp: string | null;
  /** Empty until the message is read; `other` for an unknown method. */
  method: string;
  rpcId: RpcId | null;
  /** The server of the request. Null or empty for a request that concerns no single server. */
  upstreamId: string | null;
  workspaceId: string | null;
  /** The slugs of the server and its workspace. */
  server: string;
  workspace: string;
  /** The name of the tool or prompt at its server. */
  name: string | null;
  outcome: CallOutcome;
  /** The code of the JSON-RPC error that the gateway or the server answered. */
  errorCode: number | null;
  /** Why the server failed: the code of the failure, and one line that may be in the words of the server. */
  failure: { reason: string; message: string } | null;
  /** Milliseconds until the end of the answer; 0 before it. */
  durationMs: number;
};
