import { refusal } from "#lib/gateway/rpc-error";
import { isToken } from "#lib/keys/token";

const BEARER = /^Bearer +([^\s]+) *$/i;
/** Query parameters in which people put keys. */
const KEY_PARAMETERS = new Set([
  "key",
  "api_key",
  "apikey",
  "api-key",
  "x-api-key",
  "token",
  "access_token",
  "authorization",
]);

/**
 * The key in `Authorization: Bearer` or `X-API-Key`; null when neither is there.
 * @throws RpcError 400 when both are there and differ (RFC 6750 section 2 allows one way to authenticate)
 */
export function readCredential(headers: {
  authorization?: string | undefined;
  apiKey?: string | undefined;
}): string | null {
  const bearer = BEARER.exec(headers.authorization ?? "")?.[1] ?? null;
  const apiKey = headers.apiKey?.trim() || null;
  if (bearer && apiKey && bearer !== apiKey) {
    throw refusal(400, "AMBIGUOUS_CREDENTIALS", "Authorization and X-API-Key hold different keys. Send one of them.");
  }
  return bearer ?? apiKey;
}

/**
 * URLs end up in logs and histories, so a key in one is refused, even when it is valid.
 * @throws RpcError 400
 */
export function refuseKeyInQuery(url: string): void {
  const start = url.indexOf("?");
  if (start < 0) return;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (!KEY_PARAMETERS.has(name.toLowerCase()) && !isToken(value)) continue;
    const message =
      "Keys are not taken from the query string, where logs and histories keep them. Send `Authorization: Bearer <key>`, and revoke this key if others can see the URL.";
    throw refusal(400, "KEY_IN_QUERY", message);
  }
}
