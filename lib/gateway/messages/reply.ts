import { RpcError } from "#lib/gateway/messages/rpc-error";
import { type Era, RPC_CODE, type RpcId } from "#lib/mcp/protocol";

/** The kinds of event streams: answers to calls, and subscriptions. */
export const STREAM_KINDS = ["answer", "subscription"] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

/** An answer to a client, in terms that no HTTP framework defines. */
export type Reply =
  /** One JSON-RPC response. */
  | { form: "json"; status: number; text: string; headers?: Record<string, string> }
  /** A `text/event-stream` that begins at once. */
  | { form: "events"; kind: StreamKind; stream: ReadableStream<Uint8Array> }
  /** 202 without a body: the answer to notifications. */
  | { form: "accepted" };

export function resultReply(id: RpcId, result: unknown): Reply {
  return resultTextReply(id, JSON.stringify(result));
}

/** @param result as JSON */
export function resultTextReply(id: RpcId, result: string): Reply {
  return { form: "json", status: 200, text: `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}` };
}

/**
 * @param requestId lets operators find the request in the log
 * @param era null when the request was refused before its era was known
 */
export function errorReply(id: RpcId | null, error: RpcError, requestId: string, era: Era | null): Reply {
  const status = error.status ?? (era === "modern" ? error.modernStatus : 200);
  return { form: "json", status, text: JSON.stringify(errorMessage(id, error, requestId)), headers: error.headers };
}

/**
 * The answer to a request that its client of the 2025 revisions cancelled. Nobody waits for a response, and there should
 * be none (2025-11-25, "Cancellation"), so the stream ends without one. A client that takes no stream gets an error.
 */
export function cancelledReply(id: RpcId | null, acceptsEvents: boolean, requestId: string): Reply {
  if (acceptsEvents) {
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
    return { form: "events", kind: "answer", stream };
  }
  const error = new RpcError(RPC_CODE.internalError, "The client cancelled this request", {
    data: { errorType: "CANCELLED" },
  });
  return errorReply(id, error, requestId, "legacy");
}

/** The JSON-RPC response that carries an error. */
export function errorMessage(id: RpcId | null, error: RpcError, requestId: string): Record<string, unknown> {
  const { code, message, data } = error;
  return { jsonrpc: "2.0", id, error: { code, message, data: { ...data, requestId } } };
}
