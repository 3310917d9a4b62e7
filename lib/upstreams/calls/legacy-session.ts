import { BoundedMap } from "#lib/bounds/bounded-map";
import { FairShares, type Full, type Holder } from "#lib/bounds/fair-shares";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { IMPLEMENTATION, isObject, type JsonObject, LATEST_LEGACY_VERSION } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { sendInTurn } from "#lib/upstreams/calls/one-way-queue";
import { RefusedError, readRefusal, refusalOfError } from "#lib/upstreams/calls/refusal";
import { notMcpError, responseTo } from "#lib/upstreams/calls/rpc-response";
import { waitOrAbort } from "#lib/upstreams/calls/wait-or-abort";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { contentType, eventsOf, exchange, parseJson, readText, toUpstreamError } from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

/** The session that `initialize` opened at a server of the 2025 revisions. */
export type LegacySession = {
  /** The session id; null when the server keeps no sessions. */
  id: string | null;
  protocolVersion: string;
  /** The number of the next request. Ids must be unique within a session, also between clients. */
  nextRequestId: number;
  /** Whether the server has answered a request in it. */
  hasAnswered: boolean;
  /** Whether the last request in it failed at the way to the server. */
  hasFailed: boolean;
  /** When it took the place of a session that the server refused, by `performance.now()`; null for any other. */
  renewedAtMs: number | null;
};

/** What a request within a session needs. */
export type SessionAtServer = Pick<LegacySession, "id" | "protocolVersion">;

/** The key that a session belongs to, and its owner. */
export type SessionHolder = { key: string; owner: string };

type HeldSession = {
  upstream: UpstreamSnapshot;
  holder: Holder & SessionHolder;
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
/** An integer: some servers take no text for an id. */
const INITIALIZE_ID = 1;
/** The time for `notifications/initialized`. The first request waits for it, and it may fail. */
const INITIALIZED_TIMEOUT_MS = 2 * SECOND_MS;

/** A server that refuses each session would otherwise get a new one with every call. */
const RENEW_EVERY_MS = 10 * SECOND_MS;

type Sessions = {
  held: BoundedMap<string, HeldSession>;
  shares: FairShares;
  sessionless: BoundedMap<string, LegacySession>;
  /** By connection: a session that is being opened while it is not known whether the server keeps sessions. */
  first: Map<string, Promise<LegacySession>>;
};

function sessions(): Sessions {
  return single("legacy-sessions", () => {
    setInterval(endIdleSessions, SWEEP_EVERY_MS).unref();
    return {
      held: new BoundedMap<string, HeldSession>(MAX_SESSIONS),
      shares: new FairShares({ limit: MAX_SESSIONS }),
      sessionless: new BoundedMap<string, LegacySession>(MAX_SESSIONS),
      first: new Map<string, Promise<LegacySession>>(),
    };
  });
}

/**
 * Returns the session of one key at a server, and opens it when there is none. A session holds state of its client, so
 * two keys never share one, and a change of the server's address or headers ends it. A server that keeps no sessions is
 * initialised once for all keys. An owner whose part of the sessions is full loses the one that was used longest ago.
 * @param signal ends the wait; the session is still opened for other requests that wait for it
 * @param renewedAtMs the time when the session before was refused; null when there was none
 * @throws UpstreamError when the session cannot be opened; the reason of `signal` when it fires
 */
export async function legacySession(
  upstream: UpstreamSnapshot,
  holder: SessionHolder,
  signal: AbortSignal,
  renewedAtMs: number | null = null,
): Promise<LegacySession> {
  const { held, sessionless } = sessions();
  const shared = sessionless.get(upstream.connection);
  if (shared) return shared;
  const name = sessionKey(upstream, holder.key);
  const known = held.get(name);
  if (!known) return waitOrAbort(openOrShare(upstream, holder, name, renewedAtMs), signal);
  known.usedAtMs = performance.now();
  return known.opened ?? waitOrAbort(known.session, signal);
}

/**
 * Opens a session, or shares the one that another key opens at this moment when the server turns out to keep none. So a
 * server without sessions is asked once, however many keys call it together after a start or a loss.
 */
async function openOrShare(
  upstream: UpstreamSnapshot,
  holder: SessionHolder,
  name: string,
  renewedAtMs: number | null,
) {
  const { first, held } = sessions();
  const others = first.get(upstream.connection);
  if (others) {
    const shared = await others;
    if (shared.id === null) return shared;
    const known = held.get(name);
    return known ? known.session : openSession(upstream, holder, name, renewedAtMs);
  }
  const opening = openSession(upstream, holder, name, renewedAtMs);
  first.set(upstream.connection, opening);
  try {
    return await opening;
  } finally {
    first.delete(upstream.connection);
  }
}

async function openSession(
  upstream: UpstreamSnapshot,
  { key, owner }: SessionHolder,
  name: string,
  renewedAtMs: number | null,
): Promise<LegacySession> {
  const { held, sessionless } = sessions();
  const holder = { key, owner, workspace: upstream.workspaceId };
  takePlace(holder);
  const session = initialize(upstream, renewedAtMs);
  const entry: HeldSession = { upstream, holder, session, usedAtMs: performance.now() };
  held.set(name, entry);
  try {
    const opened = await session;
    entry.opened = opened;
    if (opened.id === null) {
      sessionless.set(upstream.connection, opened);
      remove(name, entry);
    }
    return opened;
  } catch (error) {
    remove(name, entry);
    throw error;
  }
}

/** Takes the place of a session. Where none is free, the session that was used longest ago ends, of whoever is full. */
function takePlace(holder: Holder): void {
  const { held, shares } = sessions();
  for (;;) {
    const full = shares.take(holder);
    if (full === null) return;
    const [name, oldest] = oldestOf(held, full, holder);
    remove(name, oldest);
    void endInTurn(oldest);
  }
}

function oldestOf(held: Sessions["held"], full: Full, holder: Holder): [string, HeldSession] {
  for (const [name, one] of held.entries()) {
    if (full === "all" || one.holder[full] === holder[full]) return [name, one];
  }
  throw new Error("A part of the sessions is full, but it holds none.");
}

function remove(name: string, session: HeldSession): void {
  const { held, shares } = sessions();
  // Another session may have taken the place of one that was ended while it was opened.
  if (held.get(name) !== session) return;
  held.delete(name);
  shares.give(session.holder);
}

/**
 * Whether a refused session may be replaced. One that took the place of a refused session, and in which the server has
 * answered nothing either, has to wait, because a new one is no better.
 */
export function mayRenew({ hasAnswered, renewedAtMs }: LegacySession): boolean {
  return hasAnswered || renewedAtMs === null || performance.now() - renewedAtMs >= RENEW_EVERY_MS;
}

/**
 * Forgets a session that its server refuses, also the shared one of a server that kept no sessions. Does nothing when
 * another request has already replaced it.
 * @param isKept whether the server may still keep the session, so it is told that the session ends
 */
export function forgetLegacySession(
  upstream: UpstreamSnapshot,
  keyId: string,
  lost: LegacySession,
  isKept = false,
): void {
  const { held, sessionless } = sessions();
  if (sessionless.get(upstream.connection) === lost) sessionless.delete(upstream.connection);
  const name = sessionKey(upstream, keyId);
  const known = held.get(name);
  if (known?.opened !== lost) return;
  remove(name, known);
  if (isKept) void endInTurn(known);
}

/** Ends every open session at its server. It is called at the end of the process, and ignores failures. */
export async function closeLegacySessions(): Promise<void> {
  const open = [...sessions().held.entries()];
  for (const [name, session] of open) remove(name, session);
  await Promise.all(open.map(([, session]) => endSession(session)));
}

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
  timeoutMs = INITIALIZE_TIMEOUT_MS,
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

function sessionKey(upstream: UpstreamSnapshot, keyId: string): string {
  return `${upstream.connection} ${keyId}`;
}

async function initialize(upstream: UpstreamSnapshot, renewedAtMs: number | null): Promise<LegacySession> {
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
    nextRequestId: INITIALIZE_ID + 1,
    hasAnswered: false,
    hasFailed: false,
    renewedAtMs,
  };
  await sendInitialized(upstream, session);
  return session;
}

async function readInitializeResult(upstream: UpstreamSnapshot, response: HttpAnswer): Promise<JsonObject> {
  if (response.statusCode >= 300) {
    const refusal = await readRefusal(upstream, response, INITIALIZE_ID);
    throw new RefusedError({ ...refusal, isOfInitialize: true });
  }
  const message = await firstAnswer(upstream, response);
  const answer = isObject(message) ? responseTo(message, INITIALIZE_ID) : null;
  if (isObject(answer?.result)) return answer.result;
  if (!isObject(answer?.error)) throw notMcpError(upstream);
  throw new RefusedError({ ...refusalOfError(upstream, response, answer), isOfInitialize: true });
}

async function firstAnswer(upstream: UpstreamSnapshot, response: HttpAnswer): Promise<unknown> {
  if (contentType(response) !== "text/event-stream")
    return parseJson(await readText(upstream, response, INITIALIZE_MAX_BYTES));
  try {
    for await (const event of eventsOf(response)) {
      const message = parseJson(event.data);
      if (!isObject(message) || !responseTo(message, INITIALIZE_ID)) continue;
      response.discard();
      return message;
    }
  } catch (error) {
    throw toUpstreamError(error, upstream);
  }
  return undefined;
}

function endIdleSessions(): void {
  const before = performance.now() - IDLE_MS;
  for (const [name, one] of [...sessions().held.entries()]) {
    if (one.usedAtMs >= before) continue;
    remove(name, one);
    void endInTurn(one);
  }
}

/** Many sessions may end at once, and their servers may hang. */
function endInTurn(session: HeldSession): Promise<void> {
  return sendInTurn(session.upstream, session.holder.owner, () => endSession(session));
}

async function endSession({ upstream, session }: HeldSession): Promise<void> {
  const opened = await session.catch(() => null);
  if (opened) await endAtServer(upstream, opened, SECOND_MS);
}

/** Ends a session at its server, if the server keeps any. It ignores failures and never rejects. */
export async function endAtServer(upstream: ServerAddress, session: SessionAtServer, timeoutMs: number): Promise<void> {
  if (session.id === null) return;
  const signal = AbortSignal.timeout(timeoutMs);
  await exchange(upstream, { method: "DELETE", headers: sessionHeaders(session), signal }).then(
    (answer) => answer.discard(),
    () => {},
  );
}
