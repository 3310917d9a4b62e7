import { beginningOf } from "#lib/text/beginning-of";

/** Whose request: several clients may use one key, and each counts its requests from the start. */
export type Requester = { keyId: string; userAgent: string | null; address: string };

/** Of a User-Agent: headers may hold kilobytes, and these are kept. */
const USER_AGENT_MAX = 100;

/**
 * Stands for the session that a client of the 2025 revisions would have: requests of the same key, address and
 * User-Agent count as one client's.
 */
export function clientIdentity({ keyId, address, userAgent }: Requester): string {
  return `${keyId} ${address} ${userAgent === null ? "" : beginningOf(userAgent, USER_AGENT_MAX)}`;
}
