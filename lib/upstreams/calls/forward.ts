import type { Era } from "#lib/mcp/protocol";
import { mayBeOtherEra, mayTryOtherEra, otherEra, rememberEra } from "#lib/upstreams/calls/era";
import { forwardLegacy } from "#lib/upstreams/calls/forward-legacy";
import { forwardModern } from "#lib/upstreams/calls/forward-modern";
import { legacySession } from "#lib/upstreams/calls/legacy-session";
import { answerOf, type Refused, refusalOf } from "#lib/upstreams/calls/refusal";
import type { UpstreamAnswer, UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { isUpstreamError } from "#lib/upstreams/catalogue/failure";

/**
 * Forwards a call in the revision that the server speaks. A server that was upgraded or downgraded since its catalogue
 * was read refuses that revision. It then gets the call once more in the other one.
 * @throws UpstreamError when the server fails; AbortError when `call.signal` fired
 */
export async function forward(call: UpstreamCall): Promise<UpstreamAnswer> {
  const answer = await inEra(call);
  if (answer.form !== "refused") return answer;
  const { refusal } = answer;
  if (call.handedOver || !mayBeOtherEra(refusal, call.era) || !mayTryOtherEra(call.upstream))
    return answerOf(call, refusal);
  const era = otherEra(call.era);
  // Once the call is sent, it may be carried out, so a failure after that is told as it is.
  const other = (await canBeSent(call, era)) ? await inEra({ ...call, era }) : answer;
  // The first refusal is the one that its admin can make sense of.
  if (other.form === "refused") return answerOf(call, refusal);
  rememberEra(call.upstream, era);
  call.onEraChanged(era);
  return other;
}

/** Whether a server can get a call in an era: in the 2025 revisions it needs a session. */
async function canBeSent({ upstream, keyId: key, owner, signal }: UpstreamCall, era: Era): Promise<boolean> {
  if (era === "modern") return true;
  try {
    await legacySession(upstream, { key, owner }, signal);
    return true;
  } catch (error) {
    if (signal.aborted || !isUpstreamError(error)) throw error;
    return false;
  }
}

async function inEra(call: UpstreamCall): Promise<UpstreamAnswer | Refused> {
  if (call.era === "modern") return forwardModern(call);
  try {
    return await forwardLegacy(call);
  } catch (error) {
    // A server that refuses `initialize` has not got the call.
    const refusal = isUpstreamError(error) ? refusalOf(error) : null;
    if (refusal) return { form: "refused", refusal };
    throw error;
  }
}
