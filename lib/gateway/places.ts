import { env } from "#lib/env";
import { refusal } from "#lib/gateway/rpc-error";
import { single } from "#lib/process";

/** How many calls are under way in this process, in all and by key. */
type Places = { taken: number; ofKey: Map<string, number> };

function places(): Places {
  return single("places-of-calls", () => ({ taken: 0, ofKey: new Map() }));
}

/**
 * Lets one more call of a key begin; `leavePlace` has to follow, once. What is under way holds memory and a connection
 * to a server, so neither one key nor all of them together may have any number of it.
 * @throws RpcError 429 when the key, 503 when this process has as many as it may
 */
export function takePlace(keyId: string): void {
  const { MAX_CALLS, MAX_CALLS_PER_KEY } = env();
  const all = places();
  const ofKey = all.ofKey.get(keyId) ?? 0;
  if (ofKey >= MAX_CALLS_PER_KEY) {
    const message = `This key has ${ofKey} calls under way, and ${MAX_CALLS_PER_KEY} is the most. Wait for one to end.`;
    throw refusal(429, "TOO_MANY_CALLS", message, { "retry-after": "1" });
  }
  if (all.taken >= MAX_CALLS) {
    const message = "Latchkey has as many calls under way as it can carry. Try again shortly.";
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": "1" });
  }
  all.taken += 1;
  all.ofKey.set(keyId, ofKey + 1);
}

/** Gives back what `takePlace` took. */
export function leavePlace(keyId: string): void {
  const all = places();
  const ofKey = all.ofKey.get(keyId) ?? 0;
  all.taken -= 1;
  if (ofKey > 1) all.ofKey.set(keyId, ofKey - 1);
  else all.ofKey.delete(keyId);
}
