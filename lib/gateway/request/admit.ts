import { SECOND_MS } from "#lib/clock";
import type { RefusalKind } from "#lib/connection/dto";
import { recordAttempt } from "#lib/connection/record-attempt";
import { type PresentedCredential, presentedStart, refusalKind } from "#lib/connection/refusal-kind";
import {
  invalidAccessToken,
  invalidKey,
  malformedKey,
  missingCredentials,
  type SignIn,
} from "#lib/gateway/messages/challenge";
import { rateLimited } from "#lib/gateway/messages/rate-limited";
import { RefusedKey } from "#lib/gateway/messages/refused-key";
import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { type Authentication, authenticate, type KeyAccess } from "#lib/keys/access/authenticate";
import { log } from "#lib/log";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";
import { isAccessToken } from "#lib/secrets/token";

/** Counts failures by network. Only failures are limited, so a valid key works beside a neighbour's broken client. */
const FAILURES = new Limiter("failed-authentication", () => ({ times: 60, perSeconds: 60, burst: 60 }));
const RETRY_MS = 5 * SECOND_MS;

type Presented = PresentedCredential & { signIn: SignIn };

/**
 * Checks a key. No key is admitted on a guess. The promise never rejects, because its caller may wait for it later.
 * @param address of the client; policies look at it, and failures are counted by it
 * @returns what the key may do, or the refusal: 401; 429 after too many failures; 503 while the database is away
 */
export async function admit(
  credential: Presented,
  address: string,
  userAgent: string | undefined,
  now: Date,
): Promise<KeyAccess | RpcError> {
  try {
    const authentication = await authenticate(credential.token, address, now);
    if (authentication.outcome === "ok") return authentication.access;
    recordRefusal(credential, authentication, { address, userAgent, at: now });
    return await refusalFor(authentication, credential, address);
  } catch (error) {
    log().error({ error }, "A key could not be checked.");
    const message = "Latchkey cannot check keys at the moment. Try again shortly.";
    return refusal(503, "UNAVAILABLE", message, { "retry-after": String(RETRY_MS / SECOND_MS) });
  }
}

type Refused = Exclude<Authentication, { outcome: "ok" }>;

/** Records the attempt for the person who connects a client at this moment, and shows what is wrong with it. */
function recordRefusal(
  credential: PresentedCredential,
  refused: Refused,
  from: { address: string; userAgent: string | undefined; at: Date },
): void {
  const isInvalid = refused.outcome === "invalid";
  recordAttempt({
    ...from,
    problem: isInvalid ? problemOf(refused.reason) : refusalKind(credential),
    keyId: isInvalid ? refused.keyId : null,
    tokenStart: presentedStart(credential),
  });
}

/** A person whose account is disabled sees no page, so the hint has no words for that. */
function problemOf(reason: (Refused & { outcome: "invalid" })["reason"]): RefusalKind {
  return reason === "owner_disabled" ? "revoked" : reason;
}

async function refusalFor(refused: Refused, credential: Presented, address: string): Promise<RpcError> {
  const refusal = await answerTo(refused, credential, address);
  // Beyond the limit nothing is kept of a client. It could push out of the key's page what was there before.
  const isOfKey = refused.outcome === "invalid" && refused.keyId !== null && refusal.status !== 429;
  return isOfKey ? new RefusedKey(refusal, refused.keyId, refused.reason) : refusal;
}

async function answerTo({ outcome }: Refused, { token, signIn }: Presented, address: string): Promise<RpcError> {
  if (outcome === "missing") return missingCredentials(signIn);
  const tooMany = await FAILURES.take(networkOf(address));
  if (tooMany) return rateLimited("Too many requests with keys that are not valid.", tooMany);
  if (token !== null && isAccessToken(token)) return invalidAccessToken(signIn);
  return outcome === "malformed" ? malformedKey() : invalidKey();
}
