import type { Era, JsonObject, RpcId } from "#lib/mcp/protocol";
import type { TraceContext } from "#lib/telemetry/trace-context";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import type { AcquireMemory } from "#lib/upstreams/wire/answer-size";
import { LargeBody } from "#lib/upstreams/wire/large-body";

/** A request for one server. It holds the server's own names and URIs, not those that the gateway shows. */
export type UpstreamCall = {
  upstream: UpstreamSnapshot;
  keyId: string;
  /** The owner of the key, whose shares the call takes. */
  owner: string;
  /** The client's id of the request. The answer carries the same id. */
  id: RpcId;
  method: "tools/call" | "resources/read" | "prompts/get" | "completion/complete";
  params: JsonObject;
  /** `_meta` of a 2026 client, complete; null for a client of the 2025 revisions. */
  modernMeta: JsonObject | null;
  /** `Mcp-Param-*` headers. */
  paramHeaders: Record<string, string>;
  /** The trace that the call is part of. The server gets it as headers. */
  trace: TraceContext | null;
  /** Cancels the call, at the server too. */
  signal: AbortSignal;
  /** Called when the call itself goes to the server, after what it needs before, such as a session. */
  onSend: () => void;
  acquireMemory: AcquireMemory;
  /**
   * Only for a large body; null otherwise. It must be called once the server has the body. `params` and `modernMeta`
   * are then reduced to what reading the answer needs, so the request cannot be sent again.
   */
  handedOver: (() => void) | null;
  /** Whether the call changes nothing, so it may be sent twice. */
  isReadOnly: boolean;
  /** The revision in which the server is asked first. */
  era: Era;
  /** Called when the server has answered in the other era, because it was upgraded or downgraded. */
  onEraChanged: (era: Era) => void;
};

/** Writes `message` as the body of a request. */
export function requestBody({ handedOver }: UpstreamCall, message: JsonObject): string | LargeBody {
  const text = JSON.stringify(message);
  return handedOver ? new LargeBody(text, handedOver) : text;
}

/** A checked answer: its id is the client's, its content is unchanged. */
export type UpstreamAnswer =
  /**
   * One JSON-RPC response, as text and parsed. `status` is the HTTP status for a client of the 2026 revision. `message`
   * may have numbers that differ from those of the text (`writeChanged`). `waitSeconds` is how long the server asks to wait.
   */
  | { form: "response"; status: number; text: string; message: JsonObject; waitSeconds?: number | null }
  /** The notifications, then the response. The iterable throws `UpstreamError` when there is no response. */
  | { form: "messages"; messages: AsyncIterable<JsonObject> };
