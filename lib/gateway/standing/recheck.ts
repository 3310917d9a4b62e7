import type { Clock } from "#lib/clock";
import { authenticate, type KeyAccess } from "#lib/keys/access/authenticate";

/** How whatever outlives the admission of its request asks again what its key may do. */
export type Standing = {
  access: KeyAccess;
  clock: Clock;
  /** How often the bell had rung when the key was read. */
  rungBefore: number;
  /** Authenticates the same credential again; null once it is refused. Throws while the database cannot be reached. */
  recheck: () => Promise<KeyAccess | null>;
};

/**
 * Reads the rights of a key anew that was admitted before. It counts towards no limit: nobody has asked for anything.
 * @returns null once the key is refused
 * @throws whatever the database throws when it cannot be reached
 */
export async function readAgain(token: string | null, address: string, now: Date): Promise<KeyAccess | null> {
  const answer = await authenticate(token, address, now);
  return answer.outcome === "ok" ? answer.access : null;
}
