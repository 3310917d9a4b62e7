import { type JsonObject, RPC_CODE } from "#lib/mcp/protocol";
import type { LegacySession } from "#lib/upstreams/calls/legacy-session";
import { sendOneWay } from "#lib/upstreams/calls/session-messages";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** The most answers that are sent at once in one session. It limits what a server that asks without end can cause. */
const UNDER_WAY_MAX = 8;

const underWay = new WeakMap<LegacySession, number>();

/**
 * Answers a request that a server sends to the client, because clients of the 2025 revisions never get such requests.
 * A ping gets an empty result, anything else an error. A request gets no answer while `UNDER_WAY_MAX` are being sent.
 */
export function declineServerRequest(
  upstream: UpstreamSnapshot,
  session: LegacySession,
  { id, method }: JsonObject,
): void {
  const count = underWay.get(session) ?? 0;
  if (count >= UNDER_WAY_MAX) return;
  underWay.set(session, count + 1);
  void sendOneWay(upstream, session, declined(id, method)).then(() => {
    underWay.set(session, (underWay.get(session) ?? 1) - 1);
  });
}

function declined(id: unknown, method: unknown): JsonObject {
  if (method === "ping") return { id, result: {} };
  const message = "Latchkey forwards no requests from servers to clients of the 2025 revisions.";
  return { id, error: { code: RPC_CODE.methodNotFound, message } };
}
