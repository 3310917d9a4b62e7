import { db } from "#lib/db/client";
import { isScope, rightsOf, scopesWithin } from "#lib/keys/access/scopes";
import type { KnownClient } from "#lib/oauth/clients/client";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { type FoundToken, findToken } from "#lib/oauth/tokens/find-token";

/** What a client may learn about a token of its own (RFC 7662, section 2.2). */
export type Introspection =
  | { active: false }
  | {
      active: true;
      scope: string;
      client_id: string;
      token_type: "Bearer" | "refresh_token";
      /** Seconds since the epoch. */
      iat: number;
      exp?: number;
      /** The id of the connected app. */
      sub: string;
    };

const INACTIVE: Introspection = { active: false };

/**
 * Says whether a token of this client works at `now`.
 * @throws OAuthError invalid_client for a public client, which could ask about tokens that it found
 */
export async function introspect(client: KnownClient, token: string, now: Date): Promise<Introspection> {
  if (client.secretHash === null) {
    throw new OAuthError("invalid_client", "Only a client with a secret may ask about tokens.");
  }
  const found = await findToken(db(), token);
  const app = found && (await readApp(found, client, now));
  if (!found || !app) return INACTIVE;
  const ends = [found.expiresAt, app.expiresAt].filter((end) => end !== null).map((end) => end.getTime());
  return {
    active: true,
    scope: scopesOf(found, app.scopes).join(" "),
    client_id: client.clientId,
    token_type: found.kind === "access" ? "Bearer" : "refresh_token",
    iat: Math.floor(found.createdAt.getTime() / 1000),
    ...(ends.length > 0 && { exp: Math.floor(Math.min(...ends) / 1000) }),
    sub: found.keyId,
  };
}

function readApp({ keyId, expiresAt, isUsed }: FoundToken, { rowId }: KnownClient, now: Date) {
  if (isUsed || (expiresAt !== null && expiresAt <= now)) return null;
  return db().key.findFirst({
    where: {
      id: keyId,
      oauthClientId: rowId,
      revokedAt: null,
      user: { disabledAt: null },
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    select: { scopes: true, expiresAt: true },
  });
}

function scopesOf({ scopes }: FoundToken, granted: readonly string[]) {
  if (scopes.length === 0) return granted.filter(isScope);
  const within = rightsOf(granted);
  return scopesWithin(new Set([...rightsOf(scopes)].filter((right) => within.has(right))), [...scopes, ...granted]);
}
