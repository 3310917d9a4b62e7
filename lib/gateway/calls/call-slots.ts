import { env } from "#lib/env";
import { refusal } from "#lib/gateway/messages/rpc-error";
import { single } from "#lib/process";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** The share of all slots that one server may hold, so a server that hangs leaves slots for the others. */
const SERVER_SHARE = 1 / 2;

/** How many calls are in progress in this process: in all, by key and by server. */
type Slots = { taken: number; ofKey: Map<string, number>; ofServer: Map<string, number> };

type Server = Pick<UpstreamSnapshot, "id" | "name">;

function slots(): Slots {
  return single("call-slots", () => ({ taken: 0, ofKey: new Map(), ofServer: new Map() }));
}

/**
 * Takes a slot for a call; one `releaseCallSlot` has to follow. A call in progress holds memory and a connection to its
 * server, so the calls of a key, the calls to a server and all calls together have limits.
 * @throws RpcError 429 when the key is at its limit; 503 when the server or this process is
 */
export function acquireCallSlot(keyId: string, server: Server): void {
  const { MAX_CALLS, MAX_CALLS_PER_KEY } = env();
  const all = slots();
  const ofKey = all.ofKey.get(keyId) ?? 0;
  const ofServer = all.ofServer.get(server.id) ?? 0;
  if (ofKey >= MAX_CALLS_PER_KEY) {
    const message = `This key has ${ofKey} calls in progress, and ${MAX_CALLS_PER_KEY} is the limit. Wait until one ends.`;
    throw refusal(429, "TOO_MANY_CALLS", message, { "retry-after": "1" });
  }
  if (all.taken >= MAX_CALLS) {
    const message = "Latchkey has reached its limit of calls in progress. Try again shortly.";
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": "1" });
  }
  if (ofServer >= Math.ceil(MAX_CALLS * SERVER_SHARE)) {
    const message = `“${server.name}” has reached its limit of ${ofServer} calls in progress. Try again shortly.`;
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": "1" });
  }
  all.taken += 1;
  all.ofKey.set(keyId, ofKey + 1);
  all.ofServer.set(server.id, ofServer + 1);
}

/** Gives back the slot that `acquireCallSlot` took. */
export function releaseCallSlot(keyId: string, server: Server): void {
  const all = slots();
  all.taken -= 1;
  subtractOne(all.ofKey, keyId);
  subtractOne(all.ofServer, server.id);
}

function subtractOne(counts: Map<string, number>, id: string): void {
  const count = counts.get(id) ?? 0;
  if (count > 1) counts.set(id, count - 1);
  else counts.delete(id);
}
