import type { ServerResponse } from "node:http";
import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { single } from "#lib/process";

const MIB = 1024 * 1024;
/** The limit for the large bodies of all calls in progress, and the share of one key. */
const LIMIT_BYTES = 64 * MIB;
const SHARE_BYTES = 16 * MIB;

function semaphore(): FairSemaphore {
  return single("body-memory", () => new FairSemaphore(LIMIT_BYTES, SHARE_BYTES));
}

/**
 * Waits until a large body may be held in memory. A large body is read only for accepted keys.
 * @param admission resolves to what the key may do, or to its refusal
 * @returns a function that releases the memory; the end of the answer releases it too
 * @throws the refusal of the key; AbortError when the client has gone
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
  const release = await semaphore().acquire(access.keyId, bytes, gone.signal);
  if (gone.signal.aborted) release();
  else outgoing.once("close", release);
  return release;
}
