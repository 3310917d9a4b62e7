import { FairQueue } from "#lib/bounds/fair-queue";
import { isQueueFull } from "#lib/bounds/queue-full";
import { PAGE_MAX_CHARACTERS } from "#lib/gateway/lists/pages";
import { refusal } from "#lib/gateway/messages/rpc-error";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { ownerOf } from "#lib/keys/access/owner-of";
import { single } from "#lib/process";

/** So many of the largest pages are on their way to clients at once, and so many for one key. */
const ALL_FACTOR = 8;
const KEY_FACTOR = 2;
/** Smaller pages are not counted. Each connection can hold one of them. */
const SMALL_BYTES = 64 * 1024;

function queue(): FairQueue {
  const limit = ALL_FACTOR * PAGE_MAX_CHARACTERS;
  const parts = { key: KEY_FACTOR * PAGE_MAX_CHARACTERS };
  return single("list-memory", () => new FairQueue({ limit, largest: PAGE_MAX_CHARACTERS, parts }));
}

/**
 * Waits until a page of a list may be held for a client. A client that does not read its answer holds the page in memory
 * until it is given up, so a key and its owner get a part of that memory. The end of the answer releases it.
 * @throws RpcError 429 or 503 when too many pages wait; AbortError when the client has gone
 */
export async function acquireListMemory({ requester, whenGone }: McpRequest, offer: Offer): Promise<void> {
  // Nobody knows the size of a page before it is written, but it is no larger than the catalogues that it comes from.
  const bytes = offer.upstreams.reduce((sum, { upstream }) => sum + upstream.bytes, 0);
  if (bytes <= SMALL_BYTES) return;
  const { access } = requester;
  const gone = new AbortController();
  whenGone(() => gone.abort());
  const holder = { key: access.keyId, owner: ownerOf(access) };
  const release = await queue().acquire(holder, bytes, gone.signal).catch(refuse);
  whenGone(release);
}

const RETRY = { "retry-after": "5" };

function refuse(error: unknown): never {
  if (!isQueueFull(error)) throw error;
  if (error.full === "all") {
    throw refusal(503, "UNAVAILABLE", "Too many large lists wait at Latchkey. Try again shortly.", RETRY);
  }
  const message = "Too many large lists of your keys wait here. Read the answers, or wait until some are sent.";
  throw refusal(429, "TOO_MANY_CALLS", message, RETRY);
}
