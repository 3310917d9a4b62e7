import { HOUR_MS, SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { leavePlace, takePlace } from "#lib/gateway/calls/places";
import type { ResolvedCall } from "#lib/gateway/calls/resolve-call";
import { takeRoomForAnswer } from "#lib/gateway/calls/room-for-answers";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { offerFor } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request";
import type { Standing } from "#lib/gateway/standing/recheck";
import { requireStillAllowed } from "#lib/gateway/standing/still-allowed";
import { cannotCheck, type Watched, watch } from "#lib/gateway/standing/watch";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { upstreamError } from "#lib/upstreams/calls/exchange";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { isUpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** A server that reports progress may take longer than its limit: so many times, and an hour at most. */
const WITH_PROGRESS_FACTOR = 10;
const WITH_PROGRESS_MAX_MS = HOUR_MS;

/** Calls younger than this outlive the loss of the bell: they are checked by the poll that takes its place. */
const LONG_AFTER_MS = SECOND_MS;

/**
 * A call to a server from its beginning to its answer: it counts, can be cancelled, and ends in time. It also ends once
 * its key may not make it any more.
 */
export class CallUnderWay implements Watched {
  readonly request: McpRequest;
  access: KeyAccess;
  readonly #method: UpstreamCall["method"];
  readonly #resolved: ResolvedCall;
  readonly #upstream: UpstreamSnapshot;
  readonly #ending = new AbortController();
  readonly #beganAtMs = performance.now();
  readonly #stopListening: () => void;
  #startedAtMs = 0;
  #limit: NodeJS.Timeout | undefined;
  #limitWithProgress: NodeJS.Timeout | undefined;
  #isDone = false;

  /** @throws RpcError 429 or 503 when too many calls are under way */
  constructor(request: McpRequest, method: UpstreamCall["method"], resolved: ResolvedCall) {
    takePlace(request.access.keyId, resolved.upstream);
    this.request = request;
    this.access = request.access;
    this.#method = method;
    this.#resolved = resolved;
    this.#upstream = resolved.upstream;
    watch().add(this);
    this.#stopListening = request.whenGone(() => this.abort());
  }

  /** Fires when the call ends before its answer: cancelled, its client gone, its key refused, or its time over. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get standing(): Standing {
    return this.request;
  }

  /** Waits until a large answer may be held, as it then is until its client has it. */
  async makeRoom(bytes: number): Promise<() => void> {
    const release = await takeRoomForAnswer(this.request.access.keyId, this.#upstream.id, bytes, this.signal);
    const stopListening = this.request.whenGone(release);
    return () => {
      stopListening();
      release();
    };
  }

  /** Cancels the call. */
  abort(): void {
    this.#ending.abort();
  }

  adjust(): void {
    void this.#requireStillAllowed(this.access);
  }

  refuse(error: RpcError): void {
    this.#ending.abort(error);
  }

  lose(): void {
    if (performance.now() - this.#beganAtMs >= LONG_AFTER_MS) this.refuse(cannotCheck());
  }

  /** To be called when the server is asked: its time runs from then on. */
  start(): void {
    const limitMs = this.#limitMs();
    this.#startedAtMs = performance.now();
    this.#limit = setTimeout(() => this.#expire(limitMs), limitMs);
  }

  /** Begins the time anew: the server has shown that it is at work (2025-11-25, "Timeouts"). */
  progressed(): void {
    if (this.#isDone || !this.#limit) return;
    this.#limit.refresh();
    if (this.#limitWithProgress) return;
    const limitMs = this.#limitMs();
    const mostMs = Math.max(limitMs, Math.min(WITH_PROGRESS_FACTOR * limitMs, WITH_PROGRESS_MAX_MS));
    const restMs = this.#startedAtMs + mostMs - performance.now();
    this.#limitWithProgress = setTimeout(() => this.#expire(mostMs), restMs);
  }

  /** To be called when the call has been answered, by whatever; more than once does no harm. */
  done(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#limit);
    if (this.#limitWithProgress) clearTimeout(this.#limitWithProgress);
    this.#stopListening();
    watch().remove(this);
    leavePlace(this.request.access.keyId, this.#upstream);
  }

  /** What went wrong, given what was thrown: whatever was broken off on purpose says only that it broke off. */
  failureOf(error: unknown): unknown {
    const { aborted, reason } = this.#ending.signal;
    return aborted && (isUpstreamError(reason) || reason instanceof RpcError) ? reason : error;
  }

  async #requireStillAllowed(access: KeyAccess): Promise<void> {
    try {
      requireStillAllowed(this.#method, this.#resolved, access, await offerFor(access));
    } catch (error) {
      this.refuse(error instanceof RpcError ? error : cannotCheck());
    }
  }

  #limitMs(): number {
    return (this.#upstream.callTimeoutSeconds ?? env().CALL_TIMEOUT_SECONDS) * SECOND_MS;
  }

  #expire(limitMs: number): void {
    const seconds = limitMs / SECOND_MS;
    const within = seconds === 1 ? "1 second" : `${seconds} seconds`;
    this.#ending.abort(upstreamError(this.#upstream, "TIMED_OUT", `did not answer within ${within}.`));
  }
}
