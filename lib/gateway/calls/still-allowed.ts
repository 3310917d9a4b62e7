import { type CallMethod, type ResolvedCall, resolveCall } from "#lib/gateway/calls/resolve-call";
import { policyBlocked } from "#lib/gateway/messages/policy-blocked";
import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { Offer } from "#lib/gateway/offer/offer";
import { addressOf } from "#lib/gateway/offer/resource-map";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { isObject } from "#lib/mcp/protocol";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/**
 * Checks a call in progress by the rule that admits calls (`resolveCall`). The check uses the server and its own name
 * for what is called, because the name that clients see may have changed.
 * @throws RpcError when the key may not make the call any more
 */
export function requireStillAllowed(method: CallMethod, resolved: ResolvedCall, access: KeyAccess, offer: Offer): void {
  const blocked = access.blocked.filter(({ id }) => id === resolved.upstream.workspaceId);
  if (blocked.length > 0) throw policyBlocked(blocked);
  const params = { ...resolved.params };
  const reference = isObject(params.ref) ? { ...params.ref } : undefined;
  // A completion names its prompt or resource in `ref`.
  const subject = reference ?? params;
  if (reference) params.ref = reference;
  if (typeof subject.uri === "string") subject.uri = addressNow(subject.uri, resolved.upstream, offer);
  else subject.name = nameNow(method === "tools/call" ? offer.tools : offer.prompts, subject.name, resolved.upstream);
  resolveCall(method, params, access, offer);
}

type Named = { upstream: UpstreamSnapshot; name: string };

function nameNow(offered: ReadonlyMap<string, Named>, ownName: unknown, { id, name }: UpstreamSnapshot): string {
  for (const [exposed, one] of offered) if (one.upstream.id === id && one.name === ownName) return exposed;
  throw notReached(name);
}

function addressNow(uri: string, { id, name }: UpstreamSnapshot, offer: Offer): string {
  const owner = offer.upstreams.find((one) => one.upstream.id === id);
  if (!owner) throw notReached(name);
  return addressOf(owner, uri);
}

function notReached(server: string): RpcError {
  const message = `This key no longer reaches what it called on “${server}”. The call was ended.`;
  return refusal(403, "NOT_REACHED", message);
}
