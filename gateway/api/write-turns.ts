import { single } from "#lib/process";
import { Room } from "#lib/room";

/**
 * Writes of the API that are under way in this process at once: half of its connections to the database. Those of one
 * person wait for each other there, each with a connection of its own, so few of them are begun.
 */
const AT_ONCE = 8;
const OF_ONE_PERSON = 2;

/**
 * Waits, without a connection to the database, until a person's write may begin.
 * @returns to be called when it is over
 * @throws the reason of `signal` once it fires
 */
export function takeTurn(userId: string, signal: AbortSignal): Promise<() => void> {
  return single("turns-of-api-writes", () => new Room(AT_ONCE, OF_ONE_PERSON)).take(userId, 1, signal);
}
