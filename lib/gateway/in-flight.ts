import type { RpcId } from "#lib/mcp";
import { single } from "#lib/process";

/** Whose request: several clients may use one key, and each counts its requests from the start. */
export type Requester = { keyId: string; userAgent: string | null; address: string };

type Flight = { requester: Requester; id: RpcId; abort: () => void };

/**
 * Requests under way, for `notifications/cancelled` of the 2025 revisions, which come in a request of their own.
 * Only this process's are known; a cancellation that reaches another replica does nothing, as the protocol allows.
 */
function flights(): Map<string, Set<Flight>> {
  return single("requests-in-flight", () => new Map<string, Set<Flight>>());
}

/** @returns to be called when the request has been answered */
export function enterFlight(requester: Requester, id: RpcId, abort: () => void): () => void {
  const name = nameOf(requester.keyId, id);
  const flight: Flight = { requester, id, abort };
  const same = flights().get(name);
  if (same) same.add(flight);
  else flights().set(name, new Set([flight]));
  return () => {
    const remaining = flights().get(name);
    remaining?.delete(flight);
    if (remaining?.size === 0) flights().delete(name);
  };
}

/**
 * Aborts the request with this id. When two clients of one key look the same and both use the id, nothing is
 * aborted: ending a stranger's call is worse than finishing one's own.
 * @returns whether something was aborted
 */
export function cancelFlight(requester: Requester, id: unknown): boolean {
  if (typeof id !== "string" && typeof id !== "number") return false;
  const candidates = [...(flights().get(nameOf(requester.keyId, id)) ?? [])].filter(
    (flight) => flight.requester.userAgent === requester.userAgent && flight.requester.address === requester.address,
  );
  const [flight, ...others] = candidates;
  if (!flight || others.length > 0) return false;
  flight.abort();
  return true;
}

function nameOf(keyId: string, id: RpcId): string {
  return `${keyId} ${JSON.stringify(id)}`;
}
