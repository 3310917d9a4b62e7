import type { Envelope } from "#lib/gateway/messages/envelope";
import type { Observation } from "#lib/gateway/observation/observation";
import type { Requester } from "#lib/gateway/request/requester";
import type { JsonObject, RpcId } from "#lib/mcp/protocol";

/** A JSON-RPC request of an accepted key. Its form has been checked, its rights have not. */
export type McpRequest = {
  id: RpcId;
  method: string;
  params: JsonObject;
  envelope: Envelope;
  requester: Requester;
  /** The `Mcp-Param-*` headers as the client sent them. */
  paramHeaders: Record<string, string>;
  /** Whether the client accepts `text/event-stream`. */
  acceptsEvents: boolean;
  now: Date;
  observation: Observation;
  /** Gives back the memory that a large body takes. Null for a small body, whose memory is not counted. */
  releaseBody: (() => void) | null;
  /**
   * Calls back when the client closes the connection.
   * @returns a function that ends the listening
   */
  whenGone: (callback: () => void) => () => void;
};
