import { SECOND_MS } from "#lib/clock";
import { recordAttempt } from "#lib/connection/record-attempt";
import { type Presented, presentedStart, refusalKind } from "#lib/connection/refusal-kind";
import { invalidKey, malformedKey, missingCredentials } from "#lib/gateway/messages/challenge";
import { rateLimited } from "#lib/gateway/messages/rate-limited";
import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { type Authentication, authenticate, type KeyAccess } from "#lib/keys/access/authenticate";
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

/** How the check of a key ended: what the key may do, or why it is refused. */
export type Admission = { access: KeyAccess; refused?: undefined } | { access?: undefined; refused: RpcError };

/**
 * Lets a key in, or says why not: 401, 429 after too many failures, or 503 while the database cannot be reached. Nobody
 * is let in on a guess. Never rejects, for it may be waited for later.
 */
export async function admit(arrival: Arrival, now: Date): Promise<Admission> {
  try {
    const authentication = await authenticate(arrival.token, arrival.address, now);
    if (authentication.outcome === "ok") return { access: authentication.access };
    noteRefused(arrival, authentication, now);
    return { refused: await refusalFor(authentication, arrival.address) };
  } catch (error) {
    log().error({ error }, "A key could not be checked.");
    const message = "Latchkey cannot check keys at the moment. Try again shortly.";
    return { refused: refusal(503, "UNAVAILABLE", message, { "retry-after": String(RETRY_MS / SECOND_MS) }) };
  }
}

type Refused = Exclude<Authentication, { outcome: "ok" }>;

/** Whoever is connecting a client just now is told what is wrong with it. */
function noteRefused(arrival: Arrival, refused: Refused, at: Date): void {
  const { address, userAgent } = arrival;
  const isInvalid = refused.outcome === "invalid";
  recordAttempt({
    at,
    address,
    problem: isInvalid ? refused.reason : refusalKind(arrival),
    keyId: isInvalid ? refused.keyId : null,
    tokenStart: presentedStart(arrival),
    userAgent,
  });
}

async function refusalFor({ outcome }: Refused, address: string): Promise<RpcError> {
  if (outcome === "missing") return missingCredentials();
  const tooMany = await FAILURES.take(networkOf(address));
  if (tooMany) return rateLimited("Too many requests with keys that are not valid.", tooMany);
  return outcome === "malformed" ? malformedKey() : invalidKey();
}
