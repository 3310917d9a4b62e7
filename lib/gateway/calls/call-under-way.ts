import { HOUR_MS, SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { enterFlight } from "#lib/gateway/calls/in-flight";
import { leavePlace, takePlace } from "#lib/gateway/calls/places";
import type { ResolvedCall } from "#lib/gateway/calls/resolve-call";
import { takeRoomForAnswer } from "#lib/gateway/calls/room-for-answers";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import type { McpRequest } from "#lib/gateway/request";
import { failed } from "#lib/upstreams/exchange";
import { isUpstreamError } from "#lib/upstreams/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/snapshot";
import type { UpstreamCall } from "#lib/upstreams/upstream-call";

/** A server that reports progress may take longer than its limit: so many times, and an hour at most. */
const WITH_PROGRESS_FACTOR = 10;
const WITH_PROGRESS_MAX_MS = HOUR_MS;

/** A call to a server from its beginning to its answer: it counts, can be cancelled, and ends in time. */
export class CallUnderWay {
  readonly #ending = new AbortController();
  readonly #request: McpRequest;
  readonly #upstream: UpstreamSnapshot;
  readonly #leaveFlight: () => void;
  readonly #unwatch: () => void;
  #startedAtMs = 0;
  #limit: NodeJS.Timeout | undefined;
  #limitWithProgress: NodeJS.Timeout | undefined;
  #isDone = false;

  /** @throws RpcError 429 or 503 when too many calls are under way */
  constructor(request: McpRequest, method: UpstreamCall["method"], resolved: ResolvedCall) {
    takePlace(request.access.keyId, resolved.upstream);
    this.#request = request;
    this.#upstream = resolved.upstream;
    this.#leaveFlight = enterFlight(request, method, resolved, (reason) => this.#ending.abort(reason));
    this.#unwatch = request.whenGone(this.abort);
  }

  /** Fires when the call ends before its answer: cancelled, its client gone, its key refused, or its time over. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Waits until a large answer may be held, as it then is until its client has it. */
  readonly makeRoom = async (bytes: number): Promise<() => void> => {
    const release = await takeRoomForAnswer(this.#request.access.keyId, this.#upstream.id, bytes, this.signal);
    const unwatch = this.#request.whenGone(release);
    return () => {
      unwatch();
      release();
    };
  };

  /** Cancels the call. */
  readonly abort = (): void => this.#ending.abort();

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
  readonly done = (): void => {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#limit);
    clearTimeout(this.#limitWithProgress);
    this.#unwatch();
    this.#leaveFlight();
    leavePlace(this.#request.access.keyId, this.#upstream);
  };

  /** What went wrong, given what was thrown: whatever was broken off on purpose says only that it broke off. */
  failureOf(error: unknown): unknown {
    const { aborted, reason } = this.#ending.signal;
    return aborted && (isUpstreamError(reason) || reason instanceof RpcError) ? reason : error;
  }

  #limitMs(): number {
    return (this.#upstream.callTimeoutSeconds ?? env().CALL_TIMEOUT_SECONDS) * SECOND_MS;
  }

  #expire(limitMs: number): void {
    const seconds = limitMs / SECOND_MS;
    const within = seconds === 1 ? "1 second" : `${seconds} seconds`;
    this.#ending.abort(failed(this.#upstream, "TIMED_OUT", `did not answer within ${within}.`));
  }
}
