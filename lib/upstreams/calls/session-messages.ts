import { SECOND_MS } from "#lib/clock";
import type { JsonObject } from "#lib/mcp/protocol";
import { exchange } from "#lib/upstreams/wire/exchange";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

/** What a request within a session needs. */
export type SessionAtServer = {
  /** The session id; null when the server keeps no sessions. */
  id: string | null;
  protocolVersion: string;
};

/** The time for `notifications/initialized`. The first request waits for it, and it may fail. */
const INITIALIZED_TIMEOUT_MS = 2 * SECOND_MS;
const ONE_WAY_TIMEOUT_MS = 10 * SECOND_MS;
const GOODBYE_TIMEOUT_MS = SECOND_MS;

/** The headers of every request within a session. */
export function sessionHeaders(session: SessionAtServer): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": session.protocolVersion,
    ...(session.id !== null && { "mcp-session-id": session.id }),
  };
}

/**
 * Says that the introduction is over, before the first request. A server that refuses it, or does not answer it, may still
 * answer everything else.
 */
export function sendInitialized(upstream: ServerAddress, session: SessionAtServer): Promise<void> {
  return sendOneWay(upstream, session, { method: "notifications/initialized" }, INITIALIZED_TIMEOUT_MS);
}

/** Sends a notification or a response, to which a server sends no response. It ignores failures and never rejects. */
export async function sendOneWay(
  upstream: ServerAddress,
  session: SessionAtServer,
  message: JsonObject,
  timeoutMs = ONE_WAY_TIMEOUT_MS,
): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    // `message` may hold an id from the server that is nested too deep for `JSON.stringify`.
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    const answer = await exchange(upstream, { method: "POST", headers: sessionHeaders(session), body, signal });
    answer.discard();
  } catch {
    // Nobody waits for the result.
  }
}

/** Ends a session at its server, if the server keeps any. It ignores failures and never rejects. */
export async function endAtServer(
  upstream: ServerAddress,
  session: SessionAtServer,
  timeoutMs = GOODBYE_TIMEOUT_MS,
): Promise<void> {
  if (session.id === null) return;
  const signal = AbortSignal.timeout(timeoutMs);
  await exchange(upstream, { method: "DELETE", headers: sessionHeaders(session), signal }).then(
    (answer) => answer.discard(),
    () => {},
  );
}
