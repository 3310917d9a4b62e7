import { type JsonObject, RPC_CODE } from "#lib/mcp/protocol";
import { type LegacySession, sendOneWay } from "#lib/upstreams/calls/legacy-session";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** In one session at once. A server that asks without end must not make the process ask back without end. */
const UNDER_WAY_MAX = 8;

const underWay = new WeakMap<LegacySession, number>();

/**
 * Answers a request that a server makes of the client, for which there is nobody: politely, but leaves those without
 * an answer that come while many are under way.
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
  const message = "Latchkey passes no requests from servers on to clients of the 2025 revisions.";
  return { id, error: { code: RPC_CODE.methodNotFound, message } };
}
