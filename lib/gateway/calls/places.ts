import { env } from "#lib/env";
import { refusal } from "#lib/gateway/messages/rpc-error";
import { single } from "#lib/process";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** How much of all one server may have, so that one that hangs leaves room for calls to the others. */
const SERVER_SHARE = 1 / 2;

/** How many calls are under way in this process, in all, by key and by server. */
type Places = { taken: number; ofKey: Map<string, number>; ofServer: Map<string, number> };

type Server = Pick<UpstreamSnapshot, "id" | "name">;

function places(): Places {
  return single("places-of-calls", () => ({ taken: 0, ofKey: new Map(), ofServer: new Map() }));
}

/**
 * Lets one more call of a key to a server begin; `leavePlace` has to follow, once. What is under way holds memory and a
 * connection to a server, so neither one key nor one server nor all of them together may have any number of it.
 * @throws RpcError 429 when the key, 503 when the server or this process has as many as it may
 */
export function takePlace(keyId: string, server: Server): void {
  const { MAX_CALLS, MAX_CALLS_PER_KEY } = env();
  const all = places();
  const ofKey = all.ofKey.get(keyId) ?? 0;
  const ofServer = all.ofServer.get(server.id) ?? 0;
  if (ofKey >= MAX_CALLS_PER_KEY) {
    const message = `This key has ${ofKey} calls under way, and ${MAX_CALLS_PER_KEY} is the most. Wait for one to end.`;
    throw refusal(429, "TOO_MANY_CALLS", message, { "retry-after": "1" });
  }
  if (all.taken >= MAX_CALLS) {
    const message = "Latchkey has as many calls under way as it can carry. Try again shortly.";
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": "1" });
  }
  if (ofServer >= Math.ceil(MAX_CALLS * SERVER_SHARE)) {
    const message = `“${server.name}” has ${ofServer} calls under way, and one server can have no more. Try again shortly.`;
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": "1" });
  }
  all.taken += 1;
  all.ofKey.set(keyId, ofKey + 1);
  all.ofServer.set(server.id, ofServer + 1);
}

/** Gives back what `takePlace` took. */
export function leavePlace(keyId: string, server: Server): void {
  const all = places();
  all.taken -= 1;
  takeOne(all.ofKey, keyId);
  takeOne(all.ofServer, server.id);
}

function takeOne(counts: Map<string, number>, id: string): void {
  const count = counts.get(id) ?? 0;
  if (count > 1) counts.set(id, count - 1);
  else counts.delete(id);
}
