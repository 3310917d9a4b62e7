import { HOUR_MS, SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { acquireAnswerMemory } from "#lib/gateway/calls/answer-memory";
import { acquireCallSlot, type CallHolder, releaseCallSlot } from "#lib/gateway/calls/call-slots";
import type { CallMethod, ResolvedCall } from "#lib/gateway/calls/resolve-call";
import { requireStillAllowed } from "#lib/gateway/calls/still-allowed";
import type { WrapState } from "#lib/gateway/confirmation/confirmation-state";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { cutAtStop, notMadeAtStop } from "#lib/gateway/messages/stopping";
import { offerFor } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import type { Requester } from "#lib/gateway/request/requester";
import { readInTime } from "#lib/gateway/watch/read-in-time";
import { cannotCheck, couldNotCheck, type Watched, watch } from "#lib/gateway/watch/watch";
import { ownerOf } from "#lib/keys/access/owner-of";
import { type Era, isObject, RPC_CODE } from "#lib/mcp/protocol";
import { beginningOf } from "#lib/text/beginning-of";
import { numberOf } from "#lib/text/exact-numbers";
import { eraOf } from "#lib/upstreams/calls/era";
import { refusalOf } from "#lib/upstreams/calls/refusal";
import { notMcpError } from "#lib/upstreams/calls/rpc-response";
import { isUpstreamError, type UpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { noteFailedCall } from "#lib/upstreams/health/failed-calls";
import { upstreamError } from "#lib/upstreams/wire/exchange";

/** A server that reports progress may take this many times its limit, and an hour at most. */
const WITH_PROGRESS_FACTOR = 10;
const WITH_PROGRESS_MAX_MS = HOUR_MS;

/** The longest text of a server's error that a client gets. */
const MESSAGE_MAX_CHARACTERS = 4_096;

/**
 * One call to a server, and everything that is known of it. Each step of `answerCall` adds what it finds out. Between
 * `begin` and `end` the call holds a slot, can be cancelled, has a time limit, and ends when its key loses the right to
 * it.
 */
export class CallInProgress implements Watched {
  readonly request: McpRequest;
  readonly method: CallMethod;
  /** The server, and what is called in the words of that server. Consent may replace it. */
  resolved: ResolvedCall;
  /** Set by consent, for a call whose person is asked: it wraps the server's own `requestState`. */
  wrapState: WrapState | null = null;
  /** The era in which the server is asked. Forward replaces it when the server answers in the other one. */
  serverEra: Era;
  /** Set by forward: the least severe log messages that the client gets; null for none. */
  logFrom: string | null = null;
  /** Whose shares the call takes. The watch may change the access of the requester, so this is kept. */
  readonly holder: CallHolder;
  readonly #ending = new AbortController();
  #startedAtMs = 0;
  #limit: NodeJS.Timeout | undefined;
  #limitWithProgress: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;
  #isSent = false;
  #hasEnded = false;

  constructor(request: McpRequest, method: CallMethod, resolved: ResolvedCall) {
    this.request = request;
    this.method = method;
    this.resolved = resolved;
    this.serverEra = eraOf(resolved.upstream);
    const { access } = request.requester;
    const { id: server, workspaceId: workspace } = resolved.upstream;
    this.holder = { key: access.keyId, owner: ownerOf(access), workspace, server };
  }

  get upstream(): UpstreamSnapshot {
    return this.resolved.upstream;
  }

  get requester(): Requester {
    return this.request.requester;
  }

  get clientEra(): Era {
    return this.request.envelope.era;
  }

  /** How long the server may take, in milliseconds. Progress extends it. */
  get limitMs(): number {
    return (this.upstream.callTimeoutSeconds ?? env().CALL_TIMEOUT_SECONDS) * SECOND_MS;
  }

  /** Fires when the call ends without its answer: cancelled, client gone, key refused, or time over. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /**
   * Takes a slot and watches the key. `end` has to follow.
   * @throws RpcError 429 or 503 when too many calls are in progress
   */
  begin(): void {
    const isServiceKey = this.requester.access.userId === "";
    acquireCallSlot(this.holder, { server: this.upstream.name, isServiceKey });
    watch().add(this);
    this.#stopListening = this.request.whenGone(() => this.cancel());
  }

  /** Starts the time limit. Called when the request goes to the server, so the time before does not count. */
  startTimeLimit(): void {
    const { limitMs } = this;
    this.#startedAtMs = performance.now();
    this.#limit = setTimeout(() => this.#expire(limitMs), limitMs);
  }

  /** Restarts the time limit, because progress shows that the server is at work (2025-11-25, "Timeouts"). */
  extendTimeLimit(): void {
    if (this.#hasEnded || !this.#limit) return;
    this.#limit.refresh();
    if (this.#limitWithProgress) return;
    const { limitMs } = this;
    const mostMs = Math.max(limitMs, Math.min(WITH_PROGRESS_FACTOR * limitMs, WITH_PROGRESS_MAX_MS));
    const restMs = this.#startedAtMs + mostMs - performance.now();
    this.#limitWithProgress = setTimeout(() => this.#expire(mostMs), restMs);
  }

  /**
   * Waits until the gateway may hold a large answer. The client's end releases the memory too.
   * @returns a function that releases the memory
   */
  async acquireAnswerMemory(bytes: number): Promise<() => void> {
    const release = await acquireAnswerMemory(this.holder, bytes, this.signal);
    const stopListening = this.request.whenGone(release);
    return () => {
      stopListening();
      release();
    };
  }

  cancel(): void {
    this.#ending.abort();
  }

  /** Gives back what the call holds. A second call of it does nothing. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#limit);
    if (this.#limitWithProgress) clearTimeout(this.#limitWithProgress);
    this.#stopListening?.();
    watch().remove(this);
    releaseCallSlot(this.holder);
  }

  /**
   * Ends the call after an error.
   * @returns the error for the client; a cancellation stays an AbortError, because nobody reads an answer to it
   */
  fail(error: unknown): unknown {
    this.end();
    const failure = this.failureOf(error);
    // A message that can be read may still be nested too deep to be written.
    const cause = failure instanceof RangeError ? notMcpError(this.upstream) : failure;
    if (!isUpstreamError(cause)) return cause;
    if (saysThatServerIsDown(cause)) {
      const { observation } = this.request;
      const elapsedMs = performance.now() - observation.startedMs;
      noteFailedCall(this.upstream, cause, new Date(observation.at.getTime() + elapsedMs));
    }
    return asRpcError(cause, this.upstream);
  }

  /**
   * Why the call failed. The error of an aborted call says only that it was aborted; the reason of the abort says why.
   */
  failureOf(error: unknown): unknown {
    const { aborted, reason } = this.#ending.signal;
    return aborted && (isUpstreamError(reason) || reason instanceof RpcError) ? reason : error;
  }

  onAccessChanged(): void {
    void this.#requireStillAllowed();
  }

  onRefused(error: RpcError): void {
    this.#ending.abort(error);
  }

  /** Notes that the server gets the call now. From here on it may be carried out. */
  noteSent(): void {
    this.#isSent = true;
  }

  /** Ends the call because this process stops. */
  cut(): void {
    this.onRefused(this.#mayBeCarriedOut() ? cutAtStop() : notMadeAtStop());
  }

  onUnchecked(): void {
    this.onRefused(this.#mayBeCarriedOut() ? couldNotCheck() : cannotCheck());
  }

  /** Whether the server may have changed something. */
  #mayBeCarriedOut(): boolean {
    return this.method === "tools/call" && this.#isSent;
  }

  async #requireStillAllowed(): Promise<void> {
    const { access } = this.requester;
    try {
      const offer = await readInTime(() => offerFor(access));
      requireStillAllowed(this.method, this.resolved, access, offer);
    } catch (error) {
      if (error instanceof RpcError) this.onRefused(error);
      else this.onUnchecked();
    }
  }

  #expire(limitMs: number): void {
    const seconds = limitMs / SECOND_MS;
    const within = seconds === 1 ? "1 second" : `${seconds} seconds`;
    this.#ending.abort(upstreamError(this.upstream, "TIMED_OUT", `did not answer within ${within}.`));
  }
}

/** A server that limits calls works. One that refuses `initialize` takes no calls, whatever the status of the refusal is. */
function saysThatServerIsDown(error: UpstreamError): boolean {
  return refusalOf(error)?.status !== 429;
}

function asRpcError(error: UpstreamError, upstream: UpstreamSnapshot): RpcError {
  const refusal = refusalOf(error);
  const own = refusal?.error;
  const wait = refusal?.waitSeconds ?? null;
  const data = {
    ...(isObject(own?.data) ? own.data : own?.data !== undefined && { data: own.data }),
    errorType: "UPSTREAM_FAILED",
    server: upstream.slug,
    reason: error.code,
    ...(wait !== null && { retryAfterSeconds: wait }),
  };
  // The server's own words tell the client more than ours.
  const text = own ? beginningOf(String(own.message), MESSAGE_MAX_CHARACTERS) : error.message;
  const headers: Record<string, string> = wait === null ? {} : { "retry-after": String(wait) };
  return new RpcError(numberOf(own?.code) ?? RPC_CODE.internalError, text, { data, headers });
}
