import type { ServerResponse } from "node:http";
import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import type { Admission } from "#lib/gateway/admit";
import { single } from "#lib/process";

const MIB = 1024 * 1024;
/** For the large bodies of all calls under way, and of those of one key. */
const ROOM_BYTES = 64 * MIB;
const SHARE_BYTES = 16 * MIB;

function room(): FairSemaphore {
  return single("room-for-bodies", () => new FairSemaphore(ROOM_BYTES, SHARE_BYTES));
}

/**
 * Waits until a body of so many bytes may be held. Without a key that was let in nothing large is read.
 * @returns to be called once it is held no longer, which the end of the answer does at the latest
 * @throws what `admission` ended with; AbortError when the client has gone
 */
export async function makeRoomForBody(
  admission: Promise<Admission>,
  outgoing: ServerResponse,
  bytes: number,
): Promise<() => void> {
  const { access, refused } = await admission;
  if (!access) throw refused;
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  if (outgoing.destroyed) gone.abort();
  const release = await room().acquire(access.keyId, bytes, gone.signal);
  if (gone.signal.aborted) release();
  else outgoing.once("close", release);
  return release;
}
