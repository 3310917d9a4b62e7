import { BoundedMap } from "#lib/bounds/bounded-map";
import { FairShares, type Full, type Holder } from "#lib/bounds/fair-shares";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { LATEST_LEGACY_VERSION } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { INITIALIZE_ID, initialize } from "#lib/upstreams/calls/initialize";
import { sendInTurn } from "#lib/upstreams/calls/one-way-queue";
import { endAtServer, type SessionAtServer, sendInitialized } from "#lib/upstreams/calls/session-messages";
import { waitOrAbort } from "#lib/upstreams/calls/wait-or-abort";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** The session that `initialize` opened at a server of the 2025 revisions. */
export type LegacySession = SessionAtServer & {
  /** The number of the next request. Ids must be unique within a session, also between clients. */
  nextRequestId: number;
  /** Whether the server has answered a request in it. */
  hasAnswered: boolean;
  /** Whether the last request in it failed at the way to the server. */
  hasFailed: boolean;
  /** How many requests in it were refused for an unknown reason since the server answered one. */
  doubts: number;
  /** When it took the place of a lost session, by `performance.now()`; null for any other. */
  renewedAtMs: number | null;
  /** By HTTP status: when another session was opened because of it in vain, by `performance.now()`. */
  inVainAtMs: Map<number, number>;
};

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
 * @throws UpstreamError when the session cannot be opened; the reason of `signal` when it fires
 */
export async function legacySession(
  upstream: UpstreamSnapshot,
  holder: SessionHolder,
  signal: AbortSignal,
): Promise<LegacySession> {
  const { held, sessionless } = sessions();
  const shared = sessionless.get(upstream.connection);
  if (shared) return shared;
  const name = sessionKey(upstream, holder.key);
  const known = held.get(name);
  if (known) {
    known.usedAtMs = performance.now();
    return known.opened ?? waitOrAbort(known.session, signal);
  }
  const open = () => held.get(name)?.session ?? openSession(upstream, holder, name);
  return waitOrAbort(openOrShare(upstream, open), signal);
}

/**
 * Opens a session beside the one that a key has. Nobody else gets it until `replaceSession` puts it in its place.
 * @throws UpstreamError when the session cannot be opened
 */
export function openAnotherSession(upstream: UpstreamSnapshot): Promise<LegacySession> {
  return openOrShare(upstream, () => openAtServer(upstream));
}

/**
 * Opens a session, or shares the one that another key opens at this moment when the server turns out to keep none. So a
 * server without sessions is asked once, however many keys call it together after a start or a loss.
 */
async function openOrShare(upstream: UpstreamSnapshot, open: () => Promise<LegacySession>): Promise<LegacySession> {
  const { first } = sessions();
  const others = first.get(upstream.connection);
  if (others) {
    const shared = await others;
    return shared.id === null ? shared : open();
  }
  const opening = open();
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
): Promise<LegacySession> {
  const { held, sessionless } = sessions();
  const holder = { key, owner, workspace: upstream.workspaceId };
  takePlace(holder);
  const session = openAtServer(upstream);
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

async function openAtServer(upstream: UpstreamSnapshot): Promise<LegacySession> {
  const proposed = upstream.protocolVersion ?? LATEST_LEGACY_VERSION;
  const { sessionId: id, protocolVersion } = await initialize(upstream, proposed, INITIALIZE_TIMEOUT_MS);
  const session: LegacySession = {
    id,
    protocolVersion,
    nextRequestId: INITIALIZE_ID + 1,
    hasAnswered: false,
    hasFailed: false,
    doubts: 0,
    renewedAtMs: null,
    inVainAtMs: new Map(),
  };
  await sendInitialized(upstream, session);
  return session;
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
 * Puts a session in the place of one that its server has lost, also of the shared one of a server that kept no sessions.
 * The lost one is ended at the server, which may still keep it. Does nothing when the key has another session meanwhile.
 */
export function replaceSession(
  upstream: UpstreamSnapshot,
  { key, owner }: SessionHolder,
  lost: LegacySession,
  found: LegacySession,
): void {
  const { held, sessionless } = sessions();
  const name = sessionKey(upstream, key);
  forgetLegacySession(upstream, key, lost, true);
  if (held.get(name) || sessionless.get(upstream.connection)) return;
  found.renewedAtMs = performance.now();
  if (found.id === null) {
    sessionless.set(upstream.connection, found);
    return;
  }
  const holder = { key, owner, workspace: upstream.workspaceId };
  takePlace(holder);
  const session = Promise.resolve(found);
  held.set(name, { upstream, holder, session, opened: found, usedAtMs: performance.now() });
}

/**
 * Forgets a session that its server has lost, also the shared one of a server that kept no sessions. Does nothing when
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

/** The name under which the session of a key is kept. */
export function sessionKey(upstream: UpstreamSnapshot, keyId: string): string {
  return `${upstream.connection} ${keyId}`;
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
  if (opened) await endAtServer(upstream, opened);
}
