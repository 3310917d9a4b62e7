import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { single } from "#lib/process";
import { answerMaxBytes } from "#lib/upstreams/calls/answer-size";

/**
 * How many of the largest answers are held at once: in all, of one server, for one key, and for one key of one server.
 */
const ALL_FACTOR = 4;
const SERVER_FACTOR = 2;
const KEY_FACTOR = 2;
const KEY_AT_SERVER_FACTOR = 1;

type Semaphores = { ofKeyAtServer: FairSemaphore; ofKey: FairSemaphore; ofServer: FairSemaphore };

function semaphores(): Semaphores {
  const most = answerMaxBytes();
  return single("answer-memory", () => ({
    ofKeyAtServer: new FairSemaphore(Number.POSITIVE_INFINITY, KEY_AT_SERVER_FACTOR * most),
    ofKey: new FairSemaphore(Number.POSITIVE_INFINITY, KEY_FACTOR * most),
    ofServer: new FairSemaphore(ALL_FACTOR * most, SERVER_FACTOR * most),
  }));
}

/**
 * Waits until a large answer of a server may be held for a key. A key that does not read its answers leaves memory for
 * other keys, at the same server too. The limit over all is asked last, so a call that waits holds only its own shares.
 * @returns a function that releases the memory; a second call of it does nothing
 * @throws the reason of `signal` once it fires
 */
export async function acquireAnswerMemory(
  keyId: string,
  upstreamId: string,
  bytes: number,
  signal: AbortSignal,
): Promise<() => void> {
  const { ofKeyAtServer, ofKey, ofServer } = semaphores();
  const releases: (() => void)[] = [];
  const releaseAll = () => {
    for (const release of releases) release();
  };
  try {
    releases.push(await ofKeyAtServer.acquire(`${keyId} ${upstreamId}`, bytes, signal));
    releases.push(await ofKey.acquire(keyId, bytes, signal));
    releases.push(await ofServer.acquire(upstreamId, bytes, signal));
  } catch (error) {
    releaseAll();
    throw error;
  }
  return releaseAll;
}
