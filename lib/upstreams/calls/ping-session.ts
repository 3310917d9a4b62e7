import { SECOND_MS } from "#lib/clock";
import type { LegacySession } from "#lib/upstreams/calls/legacy-session";
import { RefusedError, refusalIn, refusalOf, refusalOfError } from "#lib/upstreams/calls/refusal";
import { consequenceOf } from "#lib/upstreams/calls/session-loss";
import { sessionHeaders } from "#lib/upstreams/calls/session-messages";
import { isUpstreamError } from "#lib/upstreams/catalogue/failure";
import { ask } from "#lib/upstreams/wire/ask";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

const PING_TIMEOUT_MS = 2 * SECOND_MS;
const ANSWER_MAX_BYTES = 64 * 1024;

/**
 * Asks a server whether it takes requests in a session, with `ping`, which every server of the 2025 revisions answers. An
 * error about the ping itself shows as well that the server knows the session.
 * @returns "unknown" when the server does not answer, or answers something else
 * @throws the reason of `signal` when it fires
 */
export async function takesRequests(
  upstream: ServerAddress,
  session: LegacySession,
  signal: AbortSignal,
): Promise<"yes" | "no" | "unknown"> {
  const id = session.nextRequestId++;
  try {
    await ask(upstream, {
      id,
      method: "ping",
      params: {},
      headers: sessionHeaders(session),
      maxBytes: ANSWER_MAX_BYTES,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PING_TIMEOUT_MS)]),
      refusedAs: (response, refused) =>
        new RefusedError(
          "body" in refused
            ? refusalIn(upstream, response, refused.body, id)
            : refusalOfError(upstream, response, "ping", refused.message, (refused.message.id ?? null) !== null),
        ),
    });
    return "yes";
  } catch (error) {
    signal.throwIfAborted();
    const refusal = isUpstreamError(error) ? refusalOf(error) : null;
    if (!refusal) return "unknown";
    if (consequenceOf(refusal, { isReadOnly: true, isSecond: true }) !== "none") return "no";
    return refusal.error && refusal.isOfRequest ? "yes" : "unknown";
  }
}
