import { SECOND_MS } from "#lib/clock";
import { recordAttempt } from "#lib/connection/record-attempt";
import { type Presented, presentedStart, refusalKind } from "#lib/connection/refusal-kind";
import { invalidKey, malformedKey, missingCredentials } from "#lib/gateway/messages/challenge";
import { rateLimited } from "#lib/gateway/messages/rate-limited";
import { refusal } from "#lib/gateway/messages/rpc-error";
import { type Authentication, authenticate, type KeyAccess } from "#lib/keys/authenticate";
import { log } from "#lib/log";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";

/** Failures of one address. Only failures are slowed down: a valid key works beside a neighbour's broken client. */
const FAILURES = new Limiter("failed-authentication", () => ({ times: 60, perSeconds: 60, burst: 60 }));
const RETRY_MS = 5 * SECOND_MS;

/** A credential, and who brings it. */
export type Arrival = Presented & {
  /** Which policies look at, and by which failures are counted. */
  address: string;
  userAgent: string | undefined;
};

/**
 * Lets a key in, or says why not.
 * @throws RpcError 401, 429 after too many failures, or 503 while the database cannot be reached
 */
export async function admit(arrival: Arrival, now: Date): Promise<KeyAccess> {
  const { token, address } = arrival;
  const authentication = await outcomeOf(token, address, now);
  if (authentication.outcome === "ok") return authentication.access;
  noteRefused(arrival, authentication, now);
  const { outcome } = authentication;
  if (outcome === "missing") throw missingCredentials();
  const tooMany = await FAILURES.take(networkOf(address));
  if (tooMany) throw rateLimited("Too many requests with keys that are not valid.", tooMany);
  throw outcome === "malformed" ? malformedKey() : invalidKey();
}

/** Whoever is connecting a client just now is told what is wrong with it. */
function noteRefused(arrival: Arrival, refusal: Exclude<Authentication, { outcome: "ok" }>, at: Date): void {
  const { address, userAgent } = arrival;
  const isInvalid = refusal.outcome === "invalid";
  recordAttempt({
    at,
    address,
    problem: isInvalid ? refusal.reason : refusalKind(arrival),
    keyId: isInvalid ? refusal.keyId : null,
    tokenStart: presentedStart(arrival),
    userAgent,
  });
}

/** Nobody is let in on a guess: without the database there is no answer but "later". */
async function outcomeOf(token: string | null, address: string, now: Date): Promise<Authentication> {
  try {
    return await authenticate(token, address, now);
  } catch (error) {
    log().error({ error }, "A key could not be checked.");
    const message = "Latchkey cannot check keys at the moment. Try again shortly.";
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": String(RETRY_MS / SECOND_MS) });
  }
}
