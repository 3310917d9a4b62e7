import type { ServerResponse } from "node:http";
import { FairQueue } from "#lib/bounds/fair-queue";
import { isQueueFull } from "#lib/bounds/queue-full";
import { RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { ownerOf } from "#lib/keys/access/owner-of";
import { single } from "#lib/process";

const MIB = 1024 * 1024;
/** The limit for the large bodies of all calls in progress, the part of one key, and the largest body. */
const LIMIT_BYTES = 64 * MIB;
const KEY_BYTES = 16 * MIB;
const LARGEST_BYTES = 4 * MIB;

function queue(): FairQueue {
  return single(
    "body-memory",
    () => new FairQueue({ limit: LIMIT_BYTES, largest: LARGEST_BYTES, parts: { key: KEY_BYTES } }),
  );
}

/**
 * Waits until a large body may be held in memory. A large body is read only for accepted keys. Its server is not known
 * before it is read, so its owner alone is counted.
 * @param admission resolves to what the key may do, or to its refusal
 * @returns a function that releases the memory; the end of the answer releases it too
 * @throws the refusal of the key; RpcError 429 or 503 when too many bodies wait; AbortError when the client has gone
 */
export async function acquireBodyMemory(
  admission: Promise<KeyAccess | RpcError>,
  outgoing: ServerResponse,
  bytes: number,
): Promise<() => void> {
  const access = await admission;
  if (access instanceof RpcError) throw access;
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  if (outgoing.destroyed) gone.abort();
  const holder = { key: access.keyId, owner: ownerOf(access) };
  const release = await queue().acquire(holder, bytes, gone.signal).catch(refuse);
  if (gone.signal.aborted) release();
  else outgoing.once("close", release);
  return release;
}

const RETRY = { "retry-after": "5", connection: "close" };

function refuse(error: unknown): never {
  if (!isQueueFull(error)) throw error;
  if (error.full === "all") {
    const message = "Too many large requests wait at Latchkey. Try again shortly.";
    throw refusal(503, "UNAVAILABLE", message, RETRY);
  }
  const message = "Too many large requests of your keys wait here. Wait until some are answered.";
  throw refusal(429, "TOO_MANY_CALLS", message, RETRY);
}
