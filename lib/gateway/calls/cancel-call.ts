import { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import type { Requester } from "#lib/gateway/request/requester";
import { watch } from "#lib/gateway/watch/watch";
import { isSameId } from "#lib/mcp/rpc-id";

/**
 * Cancels the call with this id, for `notifications/cancelled` of the 2025 revisions, which is a request of its own.
 * Only the calls of this process are known; on another replica a cancellation does nothing, which the protocol allows.
 * Two clients of one key may look the same and use the same id. Nothing is cancelled then, because it would be worse to
 * cancel the call of another client than to finish one's own.
 * @returns whether a call was cancelled
 */
export function cancelCall(requester: Requester, id: unknown): boolean {
  const candidates = [...(watch().ofKey(requester.access.keyId) ?? [])].filter(
    (one): one is CallInProgress =>
      one instanceof CallInProgress && isSameClient(one.requester, requester) && isSameId(id, one.request.id),
  );
  const [call, ...others] = candidates;
  if (!call || others.length > 0) return false;
  call.cancel();
  return true;
}

function isSameClient(one: Requester, other: Requester): boolean {
  return one.userAgent === other.userAgent && one.address === other.address;
}
