import { CallUnderWay } from "#lib/gateway/calls/call-under-way";
import type { McpRequest } from "#lib/gateway/request";
import type { Requester } from "#lib/gateway/requester";
import { watch } from "#lib/gateway/standing/watch";

/**
 * Ends the request with this id, for `notifications/cancelled` of the 2025 revisions, which come in a request of
 * their own. Only this process's calls are known; a cancellation that reaches another replica does nothing, as the
 * protocol allows. When two clients of one key look the same and both use the id, nothing is ended: ending a
 * stranger's call is worse than finishing one's own.
 * @returns whether something was ended
 */
export function cancelFlight(requester: Requester, id: unknown): boolean {
  if (typeof id !== "string" && typeof id !== "number") return false;
  const candidates = [...(watch().ofKey(requester.keyId) ?? [])].filter(
    (one): one is CallUnderWay =>
      one instanceof CallUnderWay && isFrom(one.request, requester) && one.request.id === id,
  );
  const [call, ...others] = candidates;
  if (!call || others.length > 0) return false;
  call.abort();
  return true;
}

function isFrom({ requester }: McpRequest, { userAgent, address }: Requester): boolean {
  return requester.userAgent === userAgent && requester.address === address;
}
