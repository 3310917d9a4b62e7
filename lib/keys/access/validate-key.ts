import { authenticate, type KeyAccess } from "#lib/keys/access/authenticate";
import { lookUpKey } from "#lib/keys/access/key-lookup";
import { hashToken } from "#lib/secrets/token";

/** Whoever asks is not the client of the key, so networks keep it out of nothing here. */
const NOWHERE = undefined;

/**
 * What the bearer of `token` may do at `now`, for somebody who was shown it: by the authentication of the gateway, which
 * is all that happens. No use of the key is written down, and no failure counted.
 *
 * Text that cannot be a token is looked up as well, so that one read is made whatever was asked.
 * @returns null for what the gateway would refuse, without the reason
 * @throws whatever the database throws when it cannot be reached
 */
export async function validateKey(token: string, now: Date): Promise<KeyAccess | null> {
  const authentication = await authenticate(token, NOWHERE, now);
  if (authentication.outcome === "ok") return authentication.access;
  if (authentication.outcome === "malformed") await lookUpKey(hashToken(token));
  return null;
}
