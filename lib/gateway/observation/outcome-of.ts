import { RpcError } from "#lib/gateway/messages/rpc-error";
import { isObject, type JsonObject, RPC_CODE } from "#lib/mcp/protocol";
import type { CallOutcome } from "#lib/usage/outcome";

const BY_STATUS: Record<number, CallOutcome> = {
  401: "unauthenticated",
  403: "refused",
  429: "rate_limited",
  503: "unavailable",
};

/** The outcome of a request that ends with an error, or without an answer because its client has gone. */
export function outcomeOfError(error: unknown): CallOutcome {
  if (!(error instanceof RpcError)) {
    return error instanceof Error && error.name === "AbortError" ? "cancelled" : "internal_error";
  }
  if (error.data?.errorType === "UPSTREAM_FAILED") return "upstream_failed";
  const byStatus = BY_STATUS[error.status ?? 0];
  if (byStatus) return byStatus;
  return error.code === RPC_CODE.internalError ? "internal_error" : "invalid_request";
}

/** The outcome of a request that its server answered. */
export function outcomeOfAnswer(message: JsonObject): CallOutcome {
  if (message.error !== undefined) return "rpc_error";
  return isObject(message.result) && message.result.isError === true ? "tool_error" : "ok";
}
