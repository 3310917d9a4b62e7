import type { IncomingHttpHeaders } from "node:http";
import { isObject } from "#lib/mcp/protocol";
import { statusFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { contentType, parseJson } from "#lib/upstreams/wire/exchange";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";
import { rpcCodeOf, shownWords, wordsOfBody, wordsOfChallenge } from "#lib/upstreams/wire/server-words";

type Refused = { statusCode: number; headers: IncomingHttpHeaders };

/**
 * Makes the error for an answer whose status is not 2xx, with the words in which the server explains it.
 * @param body the body as text; empty when it could not be read
 */
export function refusalError(server: ServerAddress, { statusCode, headers }: Refused, body: string): UpstreamError {
  const value = parseJson(body);
  const error = isObject(value) ? value.error : undefined;
  const rpcCode = rpcCodeOf(error);
  const [code, rest] = statusFailure({
    status: statusCode,
    url: server.url,
    location: headers.location,
    waitSeconds: waitSeconds(headers),
    // Other APIs have an `error` too, often with the HTTP status for its code. The codes of MCP are below zero.
    isOwnError: isObject(value) && isObject(error) && (value.jsonrpc === "2.0" || (rpcCode ?? 0) < 0),
  });
  // Servers that explain a refusal in the challenge often send a body that says less.
  const words = wordsOfChallenge(headers["www-authenticate"]) ?? wordsOfBody(body, contentType({ headers }));
  const message = `“${server.name}” ${rest}`;
  return new UpstreamError({ code, message, said: shownWords(words, server) }, rpcCode);
}

/** A longer wait is not shown. */
const WAIT_MAX_SECONDS = 24 * 60 * 60;

/**
 * How long an answer asks to wait (RFC 9110, section 10.2.3): a number of seconds, or a date, which is held against the
 * answer's own date, because the clocks of two machines may differ.
 * @returns seconds; null when it does not say
 */
export function waitSeconds(headers: IncomingHttpHeaders): number | null {
  const header = headers["retry-after"]?.trim();
  if (!header) return null;
  const seconds = /^\d+$/.test(header)
    ? Number(header)
    : Math.ceil((Date.parse(header) - Date.parse(headers.date ?? "")) / 1_000);
  return seconds > 0 && seconds <= WAIT_MAX_SECONDS ? seconds : null;
}
