import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { SECOND_MS } from "#lib/clock";
import type { HttpTraffic } from "#lib/stopping/http-traffic";
import { noteClosed, noteStopping } from "#lib/stopping/stopping";

/** By default a stop waits no longer than this, however long calls may take. Supervisors lose patience. */
export const DEFAULT_DRAIN_MAX_MS = 60 * SECOND_MS;
/** How long an idle connection may bring one more request. A proxy has noticed by then that nobody listens any more. */
const IDLE_LINGER_MS = 2 * SECOND_MS;
/** How long the answers of the calls that are cut may take to reach their clients. */
export const LAST_ANSWERS_MS = 2 * SECOND_MS;
const LOOK_EVERY_MS = 20;
const TURNS_TO_NOTE = 3;

/** The calls and streams of the gateway, as far as a stop concerns them. */
export type OpenCalls = {
  /** Ends the streams that clients keep open without a limit. */
  endStreams(): void;
  /** The time limit of the call under way that has the longest one, in milliseconds; 0 without calls. */
  longestMs(): number;
  /** Ends every call that is under way with an error that its client gets. @returns how many there were */
  cut(): number;
};

type Draining = {
  traffic: HttpTraffic;
  calls: OpenCalls;
  /** How long new connections are still taken, while load balancers learn that the process is not ready. */
  lameDuckMs: number;
  /** How long requests may take to end after that; null for the longest call, at most `DEFAULT_DRAIN_MAX_MS`. */
  drainMs: number | null;
  /** The longest that a call may take where its server has no limit of its own. */
  callLimitMs: number;
  /** Fires when nobody wants to wait any longer. */
  hurry: AbortSignal;
};

/** What a drain ended by force: calls, which got an answer that says so, and other requests, which got none. */
export type Cut = { calls: number; requests: number };

/**
 * Ends the work of a process in order: it is not ready, answers ask for another connection, nobody can connect, requests
 * under way end by themselves, and what is left is cut.
 */
export async function drain(draining: Draining): Promise<Cut> {
  const { traffic, calls, lameDuckMs, hurry } = draining;
  noteStopping();
  if (lameDuckMs > 0) {
    traffic.closeAfterAnswers();
    await pause(lameDuckMs, undefined, { signal: hurry }).catch(() => {});
  }
  // Clients that lose their connection make another one. None should come here just when the listener closes.
  await traffic.stopListening();
  traffic.closeAfterAnswers();
  noteClosed();
  calls.endStreams();
  await untilIdle(draining);
  const cut = calls.cut();
  const givenUpAtMs = performance.now() + LAST_ANSWERS_MS;
  while (traffic.requests > 0 && cut > 0 && performance.now() < givenUpAtMs) await pause(LOOK_EVERY_MS);
  const requests = traffic.requests;
  traffic.closeAll();
  // The end of a broken request is noted in the turns after its connection has closed.
  for (let turn = 0; turn < TURNS_TO_NOTE; turn += 1) await nextTurn();
  return { calls: cut, requests };
}

/** Waits until every connection has ended. Idle ones are closed once nobody can mean to use them any more. */
async function untilIdle({ traffic, calls, drainMs, callLimitMs, hurry }: Draining): Promise<void> {
  const closedAtMs = performance.now();
  const mayTakeMs = () => drainMs ?? Math.min(DEFAULT_DRAIN_MAX_MS, Math.max(callLimitMs, calls.longestMs()));
  while (traffic.connections > 0 && !hurry.aborted) {
    const tookMs = performance.now() - closedAtMs;
    if (tookMs >= mayTakeMs()) return;
    if (tookMs >= IDLE_LINGER_MS) traffic.closeIdle();
    await pause(LOOK_EVERY_MS);
  }
}
