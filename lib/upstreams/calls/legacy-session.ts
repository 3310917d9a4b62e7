import { BoundedMap } from "#lib/bounds/bounded-map";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { IMPLEMENTATION, isObject, type JsonObject, LATEST_LEGACY_VERSION } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import {
  contentType,
  eventsOf,
  exchange,
  parseJson,
  readRefusal,
  readText,
  toUpstreamError,
} from "#lib/upstreams/calls/exchange";
import type { HttpAnswer } from "#lib/upstreams/calls/http-answer";
import { notMcpError } from "#lib/upstreams/calls/rpc-response";
import { waitOrAbort } from "#lib/upstreams/calls/wait-or-abort";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** The session that `initialize` opened at a server of the 2025 revisions. */
export type LegacySession = {
  /** The session id; null when the server keeps no sessions. */
  id: string | null;
  protocolVersion: string;
  /** The number of the next request. Ids must be unique within a session, also between clients. */
  nextRequestId: number;
};

type HeldSession = {
  upstream: UpstreamSnapshot;
  session: Promise<LegacySession>;
  /** The session once `session` has resolved. */
  opened?: LegacySession;
  usedAtMs: number;
};

const MAX_SESSIONS = 2_000;
const IDLE_MS = 30 * MINUTE_MS;
const SWEEP_EVERY_MS = MINUTE_MS;
const INITIALIZE_TIMEOUT_MS = 10 * SECOND_MS;
const INITIALIZE_MAX_BYTES = 1024 * 1024;
const INITIALIZE_ID = "latchkey-initialize";

type Sessions = { held: BoundedMap<string, HeldSession>; sessionless: BoundedMap<string, LegacySession> };

function sessions(): Sessions {
  return single("legacy-sessions", () => {
    const held = new BoundedMap<string, HeldSession>(MAX_SESSIONS, (dropped) => void endSession(dropped));
    setInterval(() => endIdleSessions(held), SWEEP_EVERY_MS).unref();
    return { held, sessionless: new BoundedMap<string, LegacySession>(MAX_SESSIONS) };
  });
}

/**
 * Returns the session of one key at a server, and opens it when there is none. A session holds state of its client, so
 * two keys never share one, and a change of the server's address or headers ends it. A server that keeps no sessions is
 * initialised once for all keys.
 * @param signal ends the wait; the session is still opened for other requests that wait for it
 * @throws UpstreamError when the session cannot be opened; the reason of `signal` when it fires
 */
export async function legacySession(
  upstream: UpstreamSnapshot,
  keyId: string,
  signal: AbortSignal,
): Promise<LegacySession> {
  const { held, sessionless } = sessions();
  const shared = sessionless.get(upstream.connection);
  if (shared) return shared;
  const name = sessionKey(upstream, keyId);
  const known = held.get(name);
  if (!known) return waitOrAbort(openSession(upstream, name), signal);
  known.usedAtMs = performance.now();
  return known.opened ?? waitOrAbort(known.session, signal);
}

async function openSession(upstream: UpstreamSnapshot, name: string): Promise<LegacySession> {
  const { held, sessionless } = sessions();
  const session = initialize(upstream);
  const entry: HeldSession = { upstream, session, usedAtMs: performance.now() };
  held.set(name, entry);
  try {
    const opened = await session;
    entry.opened = opened;
    if (opened.id === null) {
      sessionless.set(upstream.connection, opened);
      held.delete(name);
    }
    return opened;
  } catch (error) {
    held.delete(name);
    throw error;
  }
}

/** Forgets a session that its server no longer knows. Does nothing when another request has already replaced it. */
export function forgetLegacySession(upstream: UpstreamSnapshot, keyId: string, lost: LegacySession): void {
  const { held } = sessions();
  const name = sessionKey(upstream, keyId);
  if (held.get(name)?.opened === lost) held.delete(name);
}

/** Ends every open session at its server. It is called at the end of the process, and ignores failures. */
export async function closeLegacySessions(): Promise<void> {
  const { held } = sessions();
  const open = [...held.values()];
  held.clear();
  await Promise.all(open.map(endSession));
}

/** The headers of every request within a session. */
export function sessionHeaders(session: LegacySession): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": session.protocolVersion,
    ...(session.id !== null && { "mcp-session-id": session.id }),
  };
}

/** Sends a notification or a response, to which a server sends no response. It ignores failures and never rejects. */
export async function sendOneWay(
  upstream: UpstreamSnapshot,
  session: LegacySession,
  message: JsonObject,
): Promise<void> {
  const signal = AbortSignal.timeout(INITIALIZE_TIMEOUT_MS);
  try {
    // `message` may hold an id from the server that is nested too deep for `JSON.stringify`.
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    const answer = await exchange(upstream, { method: "POST", headers: sessionHeaders(session), body, signal });
    answer.discard();
  } catch {
    // Nobody waits for the result.
  }
}

function sessionKey(upstream: UpstreamSnapshot, keyId: string): string {
  return `${upstream.connection} ${keyId}`;
}

async function initialize(upstream: UpstreamSnapshot): Promise<LegacySession> {
  const protocolVersion = upstream.protocolVersion ?? LATEST_LEGACY_VERSION;
  // Capabilities are empty, because a stateless gateway cannot pass a server's own requests to the client.
  const params = { protocolVersion, capabilities: {}, clientInfo: IMPLEMENTATION };
  const body = JSON.stringify({ jsonrpc: "2.0", id: INITIALIZE_ID, method: "initialize", params });
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const signal = AbortSignal.timeout(INITIALIZE_TIMEOUT_MS);
  const response = await exchange(upstream, { method: "POST", headers, body, signal });
  const result = await readInitializeResult(upstream, response);
  const id = response.headers["mcp-session-id"];
  const session: LegacySession = {
    id: typeof id === "string" ? id : null,
    protocolVersion: typeof result.protocolVersion === "string" ? result.protocolVersion : protocolVersion,
    nextRequestId: 1,
  };
  await sendOneWay(upstream, session, { method: "notifications/initialized" });
  return session;
}

async function readInitializeResult(upstream: UpstreamSnapshot, response: HttpAnswer): Promise<JsonObject> {
  if (response.statusCode >= 300) await readRefusal(upstream, response);
  const message = await firstAnswer(upstream, response);
  if (isObject(message) && isObject(message.result)) return message.result;
  throw notMcpError(upstream);
}

async function firstAnswer(upstream: UpstreamSnapshot, response: HttpAnswer): Promise<unknown> {
  if (contentType(response) !== "text/event-stream")
    return parseJson(await readText(upstream, response, INITIALIZE_MAX_BYTES));
  try {
    for await (const event of eventsOf(response)) {
      const message = parseJson(event.data);
      if (!isObject(message) || message.id !== INITIALIZE_ID) continue;
      response.discard();
      return message;
    }
  } catch (error) {
    throw toUpstreamError(error, upstream);
  }
  return undefined;
}

function endIdleSessions(held: Sessions["held"]): void {
  const before = performance.now() - IDLE_MS;
  for (const [name, one] of held.entries()) {
    if (one.usedAtMs >= before) continue;
    held.delete(name);
    void endSession(one);
  }
}

async function endSession({ upstream, session }: HeldSession): Promise<void> {
  const opened = await session.catch(() => null);
  if (!opened || opened.id === null) return;
  const signal = AbortSignal.timeout(SECOND_MS);
  await exchange(upstream, { method: "DELETE", headers: sessionHeaders(opened), signal }).then(
    (answer) => answer.discard(),
    () => {},
  );
}
