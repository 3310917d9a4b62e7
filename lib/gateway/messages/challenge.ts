import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { bearerChallenge } from "#lib/http/bearer-challenge";
import { KEYS_PATH, publicAddress } from "#lib/http/public-address";
import { type Right, SCOPE_FOR_RIGHT } from "#lib/keys/access/scopes";

const REALM = "latchkey";

/** 401 for a request without a credential. RFC 6750 section 3.1 wants no error code in this challenge. */
export function missingCredentials(): RpcError {
  const message = `Send your key as \`Authorization: Bearer <key>\` or \`X-API-Key: <key>\`. Create one: ${keysPage()}`;
  return refusal(401, "MISSING_CREDENTIALS", message, { "www-authenticate": bearerChallenge(REALM) });
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

/** The challenge has the same words, because some clients show nothing else to their person. */
function refusedKey(message: string): RpcError {
  const challenge = bearerChallenge(REALM, { error: "invalid_token", description: message });
  return refusal(401, "INVALID_API_KEY", message, { "www-authenticate": challenge });
}

/** 403 that names the missing scope (RFC 6750 section 3.1). */
export function insufficientScope(right: Right, what: string): RpcError {
  const scope = SCOPE_FOR_RIGHT[right];
  const message = `This key may not ${what}. It needs the scope ${scope}.`;
  const challenge = bearerChallenge(REALM, {
    error: "insufficient_scope",
    scope,
    description: `${scope} is required`,
  });
  return refusal(403, "INSUFFICIENT_SCOPE", message, { "www-authenticate": challenge }, { requiredScope: scope });
}

/** Where people create keys. The address is the same for everybody, so it tells a stranger nothing. */
function keysPage(): string {
  return publicAddress(KEYS_PATH);
}
