import { SECOND_MS } from "#lib/clock";
import type { ResolvedCall } from "#lib/gateway/calls/resolve-call";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { offerFor } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request";
import type { Requester } from "#lib/gateway/requester";
import type { Standing } from "#lib/gateway/standing/recheck";
import { requireStillAllowed } from "#lib/gateway/standing/still-allowed";
import { cannotCheck, type Watched, watch } from "#lib/gateway/standing/watch";
import type { KeyAccess } from "#lib/keys/authenticate";
import type { UpstreamCall } from "#lib/upstreams/upstream-call";

/** Calls younger than this outlive the loss of the bell: they are checked by the poll that takes its place. */
const LONG_AFTER_MS = SECOND_MS;

type End = (reason?: RpcError) => void;

/** A call under way, which ends early when its client cancels it, or when its key may not make it any more. */
class Flight implements Watched {
  readonly request: McpRequest;
  access: KeyAccess;
  readonly #method: UpstreamCall["method"];
  readonly #resolved: ResolvedCall;
  readonly #end: End;
  readonly #startedAtMs = performance.now();

  constructor(request: McpRequest, method: UpstreamCall["method"], resolved: ResolvedCall, end: End) {
    this.request = request;
    this.access = request.access;
    this.#method = method;
    this.#resolved = resolved;
    this.#end = end;
  }

  get standing(): Standing {
    return this.request;
  }

  cancel(): void {
    this.#end();
  }

  adjust(): void {
    void this.#requireStillAllowed(this.access);
  }

  refuse(error: RpcError): void {
    this.#end(error);
  }

  lose(): void {
    if (performance.now() - this.#startedAtMs >= LONG_AFTER_MS) this.refuse(cannotCheck());
  }

  async #requireStillAllowed(access: KeyAccess): Promise<void> {
    try {
      requireStillAllowed(this.#method, this.#resolved, access, await offerFor(access));
    } catch (error) {
      this.refuse(error instanceof RpcError ? error : cannotCheck());
    }
  }
}

/**
 * Watches a call for as long as it is under way.
 * @param end called without a reason when the client cancels the call, and with what its client is to be told when the
 *   key may not make it any more
 * @returns to be called when the request has been answered
 */
export function enterFlight(
  request: McpRequest,
  method: UpstreamCall["method"],
  resolved: ResolvedCall,
  end: End,
): () => void {
  const flight = new Flight(request, method, resolved, end);
  const watching = watch();
  watching.add(flight);
  return () => watching.remove(flight);
}

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
    (one): one is Flight => one instanceof Flight && isFrom(one.request, requester) && one.request.id === id,
  );
  const [flight, ...others] = candidates;
  if (!flight || others.length > 0) return false;
  flight.cancel();
  return true;
}

function isFrom({ requester }: McpRequest, { userAgent, address }: Requester): boolean {
  return requester.userAgent === userAgent && requester.address === address;
}
