import type { Clock } from "#lib/clock";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { beginningOf } from "#lib/text/beginning-of";

/** Who makes a request: a key, the client that uses it, and the address that the client calls from. */
export type Requester = {
  /** What the key may do. The watch replaces it when the rights change while a call or a subscription is open. */
  access: KeyAccess;
  /** The client's `User-Agent`. */
  userAgent: string | null;
  address: string;
  clock: Clock;
  /** How often the bell had rung before the key was read. */
  rungBefore: number;
  /**
   * Reads from the database again what the key may do.
   * @returns null when the key is refused now
   * @throws the error of the database when it cannot be reached
   */
  recheck: () => Promise<KeyAccess | null>;
};

/** How much of a User-Agent stays in memory, in characters. The header may hold kilobytes. */
const USER_AGENT_MAX = 100;

/**
 * Names a client of the 2025 revisions. The gateway keeps no sessions for these clients, so requests with the same key,
 * address and User-Agent count as requests of one client.
 */
export function clientIdentity({ access, address, userAgent }: Requester): string {
  return identityOf(access.keyId, address, userAgent);
}

/** The same for a client whose key was refused. */
export function identityOf(keyId: string, address: string, userAgent: string | null): string {
  return `${keyId} ${address} ${userAgent === null ? "" : beginningOf(userAgent, USER_AGENT_MAX)}`;
}
