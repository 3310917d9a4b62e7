import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { single } from "#lib/process";
import { answerMaxBytes } from "#lib/upstreams/calls/answer-size";

/** How many of the largest answers there is room for: in all, of one server, for one key, and for one key of one server. */
const ALL_FACTOR = 4;
const SERVER_FACTOR = 2;
const KEY_FACTOR = 2;
const KEY_AT_SERVER_FACTOR = 1;

type Rooms = { ofKeyAtServer: FairSemaphore; ofKey: FairSemaphore; ofServer: FairSemaphore };

function rooms(): Rooms {
  const most = answerMaxBytes();
  return single("room-for-answers", () => ({
    ofKeyAtServer: new FairSemaphore(Number.POSITIVE_INFINITY, KEY_AT_SERVER_FACTOR * most),
    ofKey: new FairSemaphore(Number.POSITIVE_INFINITY, KEY_FACTOR * most),
    ofServer: new FairSemaphore(ALL_FACTOR * most, SERVER_FACTOR * most),
  }));
}

/**
 * Waits until a large answer of a server to a key may be held. A key that does not read what it asked for leaves room
 * for others, at the same server too. The room of all is taken last, so that whoever waits holds only what is its own.
 * @returns to be called when it is held no longer; more than once does no harm
 * @throws the reason of `signal` once it fires
 */
export async function takeRoomForAnswer(
  keyId: string,
  upstreamId: string,
  bytes: number,
  signal: AbortSignal,
): Promise<() => void> {
  const { ofKeyAtServer, ofKey, ofServer } = rooms();
  const taken: (() => void)[] = [];
  const leave = () => {
    for (const leaveOne of taken) leaveOne();
  };
  try {
    taken.push(await ofKeyAtServer.acquire(`${keyId} ${upstreamId}`, bytes, signal));
    taken.push(await ofKey.acquire(keyId, bytes, signal));
    taken.push(await ofServer.acquire(upstreamId, bytes, signal));
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}
