import type { JsonObject, RpcId } from "#lib/mcp/protocol";
import type { TraceContext } from "#lib/telemetry/trace-context";
import type { AcquireMemory } from "#lib/upstreams/calls/answer-size";
import { LargeBody } from "#lib/upstreams/calls/large-body";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** A request for one server, in the server's own words: its names and URIs, not the gateway's. */
export type UpstreamCall = {
  upstream: UpstreamSnapshot;
  keyId: string;
  /** The client's id, which the answer carries again. */
  id: RpcId;
  method: "tools/call" | "resources/read" | "prompts/get" | "completion/complete";
  params: JsonObject;
  /** `_meta` of a 2026 client, complete; null for a client of the 2025 revisions. */
  modernMeta: JsonObject | null;
  /** `Mcp-Param-*` headers. */
  paramHeaders: Record<string, string>;
  /** The trace that the call is part of; told to the server by headers. */
  trace: TraceContext | null;
  /** Ends the call at the server too. */
  signal: AbortSignal;
  acquireMemory: AcquireMemory;
  /**
   * For a large body alone: to be called once the server has it. Of `params` and `modernMeta` is left then what the
   * answer is read by; the request cannot be sent again.
   */
  handedOver: (() => void) | null;
};

/** The body that carries `message`. */
export function bodyOf({ handedOver }: UpstreamCall, message: JsonObject): string | LargeBody {
  const text = JSON.stringify(message);
  return handedOver ? new LargeBody(text, handedOver) : text;
}

/** An answer that is known to be one: its id is the client's, its content as the server gave it. */
export type UpstreamAnswer =
  /** One JSON-RPC response, as text and read. `status` is what the 2026 revision sends with it. */
  | { form: "response"; status: number; text: string; message: JsonObject }
  /** Notifications as they come, and the response at the end; throws `UpstreamError` when there is none. */
  | { form: "messages"; messages: AsyncIterable<JsonObject> };
