import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { isToken } from "#lib/secrets/token";

const BEARER = /^Bearer +([^\s]+) *$/i;
/** Names of query parameters in which people put keys. */
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
 * Reads the key from `Authorization: Bearer` or `X-API-Key`. Null when both headers are missing.
 * @throws RpcError 400 when both headers are there and differ (RFC 6750 section 2 allows one way to authenticate)
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

/** Headers that may come only once. Node.js keeps the first of them, or joins all, without saying so. */
const SINGLE_HEADERS = ["host", "x-api-key", "authorization"];
const SINGLE_LENGTHS = new Set(SINGLE_HEADERS.map((name) => name.length));

/**
 * Refuses a request that repeats a header, because a proxy in front of Latchkey may have checked the other one
 * (RFC 9110 section 5.3).
 * @param rawHeaders names and values in turn, as Node gives them
 * @throws RpcError 400
 */
export function refuseRepeated(rawHeaders: readonly string[]): void {
  // One bit for each header that was seen. A `Set` would be one object more for each request.
  let seen = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    // The length alone rules out most headers, without a copy of their name in lower case.
    if (!SINGLE_LENGTHS.has(name.length)) continue;
    const position = SINGLE_HEADERS.indexOf(name.toLowerCase());
    if (position < 0) continue;
    const bit = 1 << position;
    if ((seen & bit) !== 0) {
      throw refusal(400, "AMBIGUOUS_CREDENTIALS", `The request has the header ${name} more than once. Send it once.`);
    }
    seen |= bit;
  }
}

/** Whether the query of a URL holds a key, or a parameter with a name for a key. */
export function hasKeyInQuery(url: string): boolean {
  const start = url.indexOf("?");
  if (start < 0) return false;
  const parameters = [...new URLSearchParams(url.slice(start + 1))];
  return parameters.some(([name, value]) => KEY_PARAMETERS.has(name.toLowerCase()) || isToken(value));
}

/** 400 for a key in a URL, even a valid one, because URLs end up in logs and histories. */
export function keyInQuery(): RpcError {
  const message =
    "Keys are not accepted in the query string, because logs and histories keep it. Send `Authorization: Bearer <key>`, and revoke this key if others can see the URL.";
  return refusal(400, "KEY_IN_QUERY", message);
}
