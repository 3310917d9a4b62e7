import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { bearerChallenge, type SignInHint } from "#lib/http/bearer-challenge";
import { KEYS_PATH, publicAddress } from "#lib/http/public-address";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { type Right, SCOPE_FOR_RIGHT } from "#lib/keys/access/scopes";
import { RESOURCE_METADATA_PATH } from "#lib/oauth/protocol/metadata";

/** Whether a refusal tells clients that they can sign in. `/mcp/inspector` is for keys alone and hides it. */
export type SignIn = "offered" | "hidden";

const REALM = "latchkey";

/** 401 for a request without a credential. RFC 6750 section 3.1 wants no error code in this challenge. */
export function missingCredentials(signIn: SignIn): RpcError {
  const message = `Send your key as \`Authorization: Bearer <key>\` or \`X-API-Key: <key>\`. Create one: ${keysPage()}`;
  const challenge = bearerChallenge(REALM, hintOf(signIn, LEAST_SCOPE));
  return refusal(401, "MISSING_CREDENTIALS", message, { "www-authenticate": challenge });
}

/** 401 for unknown, expired and revoked keys alike, so nobody learns which keys exist. */
export function invalidKey(): RpcError {
  return refusedKey(`API key not found, expired or revoked. Create a new one: ${keysPage()}`);
}

/** 401 for text that cannot be a token, because of its form or its checksum. */
export function malformedKey(): RpcError {
  return refusedKey(
    `API key is malformed. It may have been cut off or changed when it was copied. Copy it again, or create a new one: ${keysPage()}`,
  );
}

/** 401 for an access token that does not work. The client gets a new one by itself, or asks its person to sign in. */
export function invalidAccessToken(signIn: SignIn): RpcError {
  const message = "The access token has expired, or the app was disconnected. Sign in again from your client.";
  return refusedCredential(message, hintOf(signIn, LEAST_SCOPE));
}

/** 401 for a credential that stopped working while something of it was open. */
export function endedCredential({ isApp }: Pick<KeyAccess, "isApp">): RpcError {
  return isApp ? invalidAccessToken("offered") : invalidKey();
}

/**
 * A key that does not work comes with no hint of a sign-in: its header would still win after one, and some clients would
 * sign in again and again. The challenge has the same words, because some clients show nothing else to their person.
 */
function refusedKey(message: string): RpcError {
  return refusedCredential(message, {});
}

function refusedCredential(message: string, hint: { signIn?: SignInHint }): RpcError {
  const challenge = bearerChallenge(REALM, { problem: { error: "invalid_token", description: message }, ...hint });
  return refusal(401, "INVALID_API_KEY", message, { "www-authenticate": challenge });
}

/**
 * 403 that names the missing scope (RFC 6750 section 3.1). The client of an app can ask its person for it; the scopes
 * that the app has stand there too, because a client asks for exactly what stands there.
 */
export function insufficientScope(access: Pick<KeyAccess, "isApp" | "scopes">, right: Right, what: string): RpcError {
  const scope = SCOPE_FOR_RIGHT[right];
  const which = access.isApp ? "app" : "key";
  const message = `This ${which} may not ${what}. It needs the scope ${scope}.`;
  const all = [...new Set([...access.scopes, scope])].join(" ");
  const challenge = bearerChallenge(REALM, {
    problem: { error: "insufficient_scope", description: `${scope} is required` },
    ...(access.isApp ? hintOf("offered", all) : { scope }),
  });
  return refusal(403, "INSUFFICIENT_SCOPE", message, { "www-authenticate": challenge }, { requiredScope: scope });
}

/** The scope that a client asks for when nobody told it more. */
const LEAST_SCOPE = "mcp:read";

function hintOf(signIn: SignIn, scope: string): { signIn?: SignInHint } {
  if (signIn === "hidden") return {};
  return { signIn: { resourceMetadata: publicAddress(RESOURCE_METADATA_PATH), scope } };
}

/** Where people create keys. The address is the same for everybody, so it tells a stranger nothing. */
function keysPage(): string {
  return publicAddress(KEYS_PATH);
}
