import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { type Right, SCOPE_FOR_RIGHT } from "#lib/keys/access/scopes";

const REALM = 'Bearer realm="latchkey"';

/** 401 for a request without a credential. RFC 6750 section 3.1 wants no error code in this challenge. */
export function missingCredentials(): RpcError {
  const message = "Send your key as `Authorization: Bearer <key>` or `X-API-Key: <key>`.";
  return refusal(401, "MISSING_CREDENTIALS", message, { "www-authenticate": REALM });
}

/** 401 for unknown, expired and revoked keys alike, so nobody learns which keys exist. */
export function invalidKey(): RpcError {
  return refusal(401, "INVALID_API_KEY", "API key not found or has been revoked", {
    "www-authenticate": `${REALM}, error="invalid_token", error_description="The key is not valid"`,
  });
}

/** 401 for text that cannot be a token, because of its form or its checksum. */
export function malformedKey(): RpcError {
  const message = "API key is malformed. It may have been cut off or changed when it was copied.";
  return refusal(401, "INVALID_API_KEY", message, {
    "www-authenticate": `${REALM}, error="invalid_token", error_description="The key is malformed"`,
  });
}

/** 403 that names the missing scope (RFC 6750 section 3.1). */
export function insufficientScope(right: Right, what: string): RpcError {
  const scope = SCOPE_FOR_RIGHT[right];
  const message = `This key may not ${what}. It needs the scope ${scope}.`;
  const challenge = `${REALM}, error="insufficient_scope", scope="${scope}", error_description="${scope} is required"`;
  return refusal(403, "INSUFFICIENT_SCOPE", message, { "www-authenticate": challenge }, { requiredScope: scope });
}
