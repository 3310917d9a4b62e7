import { FairShares, type Full, type Holder, SERVER_PART } from "#lib/bounds/fair-shares";
import { env } from "#lib/env";
import { fullWords, type HeldThing } from "#lib/gateway/messages/held-words";
import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { single } from "#lib/process";

/** The holder of a slot. Everybody named here is counted. */
export type CallHolder = Holder & { key: string; owner: string; workspace: string; server: string };

/** The names for people: of the server, and whether a workspace owns the key. */
type Words = { server: string; isServiceKey: boolean };

/** The calls that are in progress in this process. */
function slots(): FairShares {
  return single("call-slots", () => {
    const { MAX_CALLS: limit, MAX_CALLS_PER_KEY: key } = env();
    return new FairShares({ limit, parts: { key, server: Math.ceil(limit * SERVER_PART) } });
  });
}

/**
 * Takes a slot for a call; one `releaseCallSlot` has to follow. A call in progress holds memory and a connection to its
 * server, so all calls together have a limit, of which each key, owner, workspace and server gets a part.
 * @throws RpcError 429 when the key or its owner is at the limit; 503 when the workspace, the server or this process is
 */
export function acquireCallSlot(holder: CallHolder, words: Words): void {
  const full = slots().take(holder);
  if (full !== null) throw tooManyCalls(full, full === "all" ? 0 : slots().heldBy(full, holder), words);
}

/** Gives back the slot that `acquireCallSlot` took. */
export function releaseCallSlot(holder: CallHolder): void {
  slots().give(holder);
}

const RETRY = { "retry-after": "1" };

const CALLS: HeldThing = { one: "call in progress", many: "calls in progress" };

function tooManyCalls(full: Full, held: number, { server, isServiceKey }: Words): RpcError {
  const busy = (message: string) => refusal(503, "UNAVAILABLE", `${message} Try again shortly.`, RETRY);
  if (full === "key" || full === "owner") {
    const words = fullWords(full, { held, thing: CALLS, keyLimit: env().MAX_CALLS_PER_KEY, isServiceKey });
    return refusal(429, "TOO_MANY_CALLS", `${words} Wait until one ends.`, RETRY);
  }
  const calls = held === 1 ? "1 call" : `${held} calls`;
  if (full === "workspace")
    return busy(`The servers of this workspace have ${calls} in progress, which is their part.`);
  if (full === "server") return busy(`“${server}” has reached its limit of ${calls} in progress.`);
  return busy("Latchkey has reached its limit of calls in progress.");
}
