import { FairShares } from "#lib/bounds/fair-shares";
import { SECOND_MS } from "#lib/clock";
import { single } from "#lib/process";
import {
  type LegacySession,
  openAnotherSession,
  replaceSession,
  type SessionHolder,
  sessionKey,
} from "#lib/upstreams/calls/legacy-session";
import { sendInTurn } from "#lib/upstreams/calls/one-way-queue";
import { endAtServer } from "#lib/upstreams/calls/session-messages";
import { waitOrAbort } from "#lib/upstreams/calls/wait-or-abort";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** So many sessions are opened beside refused ones at once. */
const TRIALS_MAX = 200;
/** A server that refuses everything would otherwise get a new session with every call. */
const TRY_EVERY_MS = 10 * SECOND_MS;

/** `open` has the trials by server and key: two keys may share the session of a server that kept none. */
type Trials = { shares: FairShares; open: Map<string, SessionTrial> };

function trials(): Trials {
  return single("session-trials", () => ({
    shares: new FairShares({ limit: TRIALS_MAX, parts: { server: TRIALS_MAX / 2 } }),
    open: new Map<string, SessionTrial>(),
  }));
}

/**
 * Whether another session may be opened because of a refusal. It has to wait when the same status led to nothing a moment
 * ago, or when the refused session has just taken the place of a lost one and has answered nothing either.
 * @param status the HTTP status of the refusal
 */
export function mayTry({ hasAnswered, renewedAtMs, inVainAtMs }: LegacySession, status: number): boolean {
  const isRecent = (atMs = Number.NEGATIVE_INFINITY) => performance.now() - atMs < TRY_EVERY_MS;
  return !isRecent(inVainAtMs.get(status)) && (hasAnswered || !isRecent(renewedAtMs ?? undefined));
}

/**
 * A new session beside one in which a request was refused. It shows whether the server has lost the old session, or
 * refuses the request in any session. Only in the first case the new one takes the place of the old one, because a session
 * holds what its client has done in it. All calls that are refused in the same session at the same time share a trial.
 */
export class SessionTrial implements Disposable {
  readonly #upstream: UpstreamSnapshot;
  readonly #holder: SessionHolder;
  readonly #refused: LegacySession;
  readonly #session: Promise<LegacySession>;
  #users = 0;
  #isWon = false;

  /**
   * Takes part in the trial of a refused session. The returned trial has to be disposed of.
   * @returns null when too many trials are under way, also when the key has one of a session that it had before
   */
  static join(upstream: UpstreamSnapshot, holder: SessionHolder, refused: LegacySession): SessionTrial | null {
    const { open, shares } = trials();
    const name = sessionKey(upstream, holder.key);
    let trial = open.get(name);
    if (!trial) {
      if (shares.take(holderOf(upstream, holder)) !== null) return null;
      trial = new SessionTrial(upstream, holder, refused);
      open.set(name, trial);
    }
    if (trial.#refused !== refused) return null;
    trial.#users += 1;
    return trial;
  }

  private constructor(upstream: UpstreamSnapshot, holder: SessionHolder, refused: LegacySession) {
    this.#upstream = upstream;
    this.#holder = holder;
    this.#refused = refused;
    this.#session = openAnotherSession(upstream);
    this.#session.catch(() => {});
  }

  /** Whether the new session has taken the place of the old one. */
  get isWon(): boolean {
    return this.#isWon;
  }

  /** @throws UpstreamError when the session cannot be opened; the reason of `signal` when it fires */
  session(signal: AbortSignal): Promise<LegacySession> {
    return waitOrAbort(this.#session, signal);
  }

  /**
   * Puts the new session in the place of the old one.
   * @returns `outcome`
   */
  win<Outcome>(session: LegacySession, outcome: Outcome): Outcome {
    if (!this.#isWon) replaceSession(this.#upstream, this.#holder, this.#refused, session);
    this.#isWon = true;
    return outcome;
  }

  /**
   * Remembers that another session was no better for a refusal with this HTTP status.
   * @returns `outcome`
   */
  lose<Outcome>(status: number, outcome: Outcome): Outcome {
    this.#refused.inVainAtMs.set(status, performance.now());
    return outcome;
  }

  /** Ends the new session once nobody uses it, unless it has won. */
  [Symbol.dispose](): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    trials().open.delete(sessionKey(this.#upstream, this.#holder.key));
    void this.#end();
  }

  async #end(): Promise<void> {
    // The place is given back when the server has answered: a client may give up before.
    const session = await this.#session.catch(() => null);
    trials().shares.give(holderOf(this.#upstream, this.#holder));
    if (!session || this.#isWon) return;
    await sendInTurn(this.#upstream, this.#holder.owner, () => endAtServer(this.#upstream, session));
  }
}

function holderOf(upstream: UpstreamSnapshot, { key, owner }: SessionHolder) {
  return { key, owner, workspace: upstream.workspaceId, server: upstream.id };
}
