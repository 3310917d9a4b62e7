import { FairQueue } from "#lib/bounds/fair-queue";
import { SERVER_PART } from "#lib/bounds/fair-shares";
import { SECOND_MS } from "#lib/clock";
import { single } from "#lib/process";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** So many messages for which no call waits are sent at once, and so many may wait. */
const AT_ONCE_MAX = 64;
const WAITERS_MAX = 2_000;
/** A message that is older is not sent any more. */
const WAIT_MAX_MS = 10 * SECOND_MS;

function queue(): FairQueue {
  const parts = { server: AT_ONCE_MAX * SERVER_PART };
  return single("one-way-messages", () => new FairQueue({ limit: AT_ONCE_MAX, parts }, WAITERS_MAX));
}

/**
 * Sends a message to a server after the call that caused it has ended: a cancellation, or the end of a session. A call
 * gives its slot back before, so these messages have a limit of their own. A message that finds no place within ten
 * seconds is left out, which the protocol allows. Never rejects.
 */
export async function sendInTurn(upstream: UpstreamSnapshot, owner: string, send: () => Promise<void>): Promise<void> {
  const holder = { owner, workspace: upstream.workspaceId, server: upstream.id };
  const release = await queue()
    .acquire(holder, 1, AbortSignal.timeout(WAIT_MAX_MS))
    .catch(() => null);
  if (!release) return;
  await send().catch(() => {});
  release();
}
