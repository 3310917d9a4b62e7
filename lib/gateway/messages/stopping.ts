import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";

const RETRY_SECONDS = 1;

/** 503 for a call that had not reached its server when this process stopped. */
export function notMadeAtStop(): RpcError {
  const message = "Latchkey is stopping, and the call was not made. Make it again.";
  return refusal(503, "UNAVAILABLE", message, { "retry-after": String(RETRY_SECONDS) });
}

/** 503 for a call that was under way at its server when this process stopped. */
export function cutAtStop(): RpcError {
  const message =
    "Latchkey is stopping, so it does not wait for the answer. The call may have been carried out: look before you " +
    "repeat it.";
  return refusal(503, "UNAVAILABLE", message);
}
