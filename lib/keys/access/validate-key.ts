import { authenticate, type KeyAccess } from "#lib/keys/access/authenticate";
import { lookUpKey } from "#lib/keys/access/key-lookup";
import { hashToken } from "#lib/secrets/token";

/** The caller is not the client that uses the key, so network rules do not apply here. */
const NO_ADDRESS = undefined;

/**
 * Finds out what the bearer of `token` may do at `now`, for a server to which a client showed it. It uses the gateway's
 * own authentication and does nothing else: no use of the key is written, and no failure is counted.
 *
 * A text that cannot be a token is looked up as well, so that each call makes one read and its time tells nothing.
 * @returns null when the gateway would refuse the token; the reason is not told
 * @throws the error of the database when it cannot be reached
 */
export async function validateKey(token: string, now: Date): Promise<KeyAccess | null> {
  const authentication = await authenticate(token, NO_ADDRESS, now);
  if (authentication.outcome === "ok") return authentication.access;
  if (authentication.outcome === "malformed") await lookUpKey(hashToken(token));
  return null;
}
