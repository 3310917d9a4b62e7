import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { isToken } from "#lib/secrets/token";

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

/** Those of which Node.js keeps the first, or joins all, without a word. */
const SINGLE_HEADERS = ["host", "x-api-key", "authorization"];
const SINGLE_LENGTHS = new Set(SINGLE_HEADERS.map((name) => name.length));

/**
 * What is in front of Latchkey may have looked at the other one of two (RFC 9110 section 5.3).
 * @param rawHeaders names and values in turn, as Node gives them
 * @throws RpcError 400
 */
export function refuseRepeated(rawHeaders: readonly string[]): void {
  let seen = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    // Most headers are told apart by their length alone, which costs nothing.
    if (!SINGLE_LENGTHS.has(name.length)) continue;
    const bit = 1 << (SINGLE_HEADERS.indexOf(name.toLowerCase()) + 1);
    if (bit > 1 && (seen & bit) !== 0) {
      throw refusal(400, "AMBIGUOUS_CREDENTIALS", `The header ${name} is there more than once. Send it once.`);
    }
    seen |= bit;
  }
}

/** Whether a key stands in the query of a URL, or something that is called one. */
export function hasKeyInQuery(url: string): boolean {
  const start = url.indexOf("?");
  if (start < 0) return false;
  const parameters = [...new URLSearchParams(url.slice(start + 1))];
  return parameters.some(([name, value]) => KEY_PARAMETERS.has(name.toLowerCase()) || isToken(value));
}

/** 400: URLs end up in logs and histories, so a key in one is refused, even when it is valid. */
export function keyInQuery(): RpcError {
  const message =
    "Keys are not taken from the query string, where logs and histories keep them. Send `Authorization: Bearer <key>`, and revoke this key if others can see the URL.";
  return refusal(400, "KEY_IN_QUERY", message);
}
