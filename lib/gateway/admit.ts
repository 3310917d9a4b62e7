import { SECOND_MS } from "#lib/clock";
import { invalidKey, malformedKey, missingCredentials } from "#lib/gateway/messages/challenge";
import { rateLimited } from "#lib/gateway/messages/rate-limited";
import { refusal } from "#lib/gateway/messages/rpc-error";
import { authenticate, type KeyAccess } from "#lib/keys/authenticate";
import { log } from "#lib/log";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";

/** Failures of one address. Only failures are slowed down: a valid key works beside a neighbour's broken client. */
const FAILURES = new Limiter("failed-authentication", () => ({ times: 60, perSeconds: 60, burst: 60 }));
const RETRY_MS = 5 * SECOND_MS;

/**
 * Lets a key in, or says why not.
 * @param address of the client, which policies look at and by which failures are counted
 * @throws RpcError 401, 429 after too many failures, or 503 while the database cannot be reached
 */
export async function admit(token: string | null, address: string, now: Date): Promise<KeyAccess> {
  const { outcome, access } = await outcomeOf(token, address, now);
  if (outcome === "ok") return access;
  if (outcome === "missing") throw missingCredentials();
  const tooMany = await FAILURES.take(networkOf(address));
  if (tooMany) throw rateLimited("Too many requests with keys that are not valid.", tooMany);
  throw outcome === "malformed" ? malformedKey() : invalidKey();
}

type Outcome =
  | { outcome: "ok"; access: KeyAccess }
  | { outcome: "missing" | "malformed" | "invalid"; access?: undefined };

/** Nobody is let in on a guess: without the database there is no answer but "later". */
async function outcomeOf(token: string | null, address: string, now: Date): Promise<Outcome> {
  try {
    return await authenticate(token, address, now);
  } catch (error) {
    log().error({ error }, "A key could not be checked.");
    const message = "Latchkey cannot check keys at the moment. Try again shortly.";
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": String(RETRY_MS / SECOND_MS) });
  }
}
