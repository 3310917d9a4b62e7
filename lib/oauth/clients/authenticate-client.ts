import { timingSafeEqual } from "node:crypto";
import type { KnownClient } from "#lib/oauth/clients/client";
import { findClient } from "#lib/oauth/clients/find-client";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { hashToken } from "#lib/secrets/token";

/** What a client presents at an endpoint: its id, and its secret if it has one. */
export type PresentedClient = { clientId: string; secret: string | null };

const UNKNOWN =
  "This installation does not know the client. It may have been set up anew: remove the server in your client and add it again.";

/**
 * Finds out which client calls (RFC 6749, section 2.3). A public client proves nothing; its code or token does that.
 * @throws OAuthError invalid_client for an unknown or blocked client, and for a secret that is missing or wrong
 */
export async function authenticateClient({ clientId, secret }: PresentedClient): Promise<KnownClient> {
  const client = await findClient(clientId);
  if (!client) throw new OAuthError("invalid_client", UNKNOWN);
  if (client.secretHash !== null && !isSecret(secret, client.secretHash)) {
    throw new OAuthError("invalid_client", "The client secret is missing or wrong.");
  }
  if (client.isBlocked) throw new OAuthError("invalid_client", "An admin of this installation has blocked the client.");
  return client;
}

function isSecret(given: string | null, storedHash: string): boolean {
  const hashed = Buffer.from(hashToken(given ?? ""));
  const stored = Buffer.from(storedHash);
  return hashed.length === stored.length && timingSafeEqual(hashed, stored);
}
