import { FairQueue } from "#lib/bounds/fair-queue";
import { SERVER_PART } from "#lib/bounds/fair-shares";
import { env } from "#lib/env";
import type { CallHolder } from "#lib/gateway/calls/call-slots";
import { single } from "#lib/process";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";

/** How many of the largest answers are held at once: in all, for one key, and for one owner from one server. */
const ALL_FACTOR = 4;
const KEY_FACTOR = 2;
const OWNER_AT_SERVER_FACTOR = 1;

/** A call waits once at a time, so the limit of calls bounds the queue, and its parts share it. */
const WAITERS_FACTOR = 4;

function queue(): FairQueue {
  return single("answer-memory", () => {
    const largest = answerMaxBytes();
    const limit = ALL_FACTOR * largest;
    const parts = {
      key: KEY_FACTOR * largest,
      server: limit * SERVER_PART,
      ownerAtServer: OWNER_AT_SERVER_FACTOR * largest,
    };
    return new FairQueue({ limit, largest, parts }, WAITERS_FACTOR * env().MAX_CALLS);
  });
}

/**
 * Waits until a large answer of a server may be held for a call. An owner that does not read its answers leaves memory
 * for others, at the same server too.
 * @returns a function that releases the memory; a second call of it does nothing
 * @throws the reason of `signal` once it fires
 */
export function acquireAnswerMemory(holder: CallHolder, bytes: number, signal: AbortSignal): Promise<() => void> {
  return queue().acquire({ ...holder, ownerAtServer: `${holder.owner} ${holder.server}` }, bytes, signal);
}
