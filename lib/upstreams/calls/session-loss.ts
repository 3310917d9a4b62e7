import { RPC_CODE } from "#lib/mcp/protocol";
import { numberOf } from "#lib/text/exact-numbers";
import { isOwnCode, type Refusal } from "#lib/upstreams/calls/refusal";

/**
 * What follows from a refusal of a request within a session.
 * - `none`: the refusal is about the request, or says nothing about the session
 * - `renew`: the next call opens a new session
 * - `repeat`: this call was not carried out, so it is sent again in a new session
 */
export type Consequence = "none" | "renew" | "repeat";

/** 4xx that a new session cannot change: time, size and rate. After 408 the server may have begun. */
const ABOUT_THE_REQUEST = new Set([408, 413, 414, 429, 431]);
/** 5xx that a proxy gives when the server is away for a moment. */
const ABOUT_THE_WAY = new Set([502, 503, 504]);

type Circumstances = { isReadOnly: boolean; isSecond: boolean };

/**
 * Judges a refusal of a request that carried a session id. Servers forget sessions at restarts, and say so in many ways:
 * 404 as the protocol demands, but also 400, 401 or 403 with any body, 200 with a JSON-RPC error, and 500.
 *
 * HTTP 4xx says that the request was not carried out (RFC 9110, section 15.5). So does a JSON-RPC error without the id of
 * the request, when it says that the request could not be read or that the session is unknown.
 * @param isReadOnly whether the call may be carried out twice
 * @param isSecond whether the request before it failed too, so a proxy that was away for a moment is no reason
 */
export function consequenceOf(refusal: Refusal, { isReadOnly, isSecond }: Circumstances): Consequence {
  const { status, error, isOfRequest } = refusal;
  if (error && isOfRequest) {
    // The server has read the request, so only its words tell whether it misses the session.
    if (!isAboutSession(refusal)) return "none";
    const isUnread = isRefusedByStatus(status) || numberOf(error.code) === RPC_CODE.invalidRequest;
    return isReadOnly || isUnread ? "repeat" : "renew";
  }
  if (isRefusedByStatus(status)) return "repeat";
  if (status < 300 && error) {
    // Servers whose last resort is an error without an id may have carried out the call.
    const isUnread = UNREAD.has(numberOf(error.code) ?? 0) || isAboutSession(refusal);
    return isReadOnly || isUnread ? "repeat" : "renew";
  }
  if (status < 500 || (ABOUT_THE_WAY.has(status) && !isSecond && !isAboutSession(refusal))) return "none";
  return isReadOnly ? "repeat" : "renew";
}

/** Errors of a request that could not be read (JSON-RPC 2.0, section 5.1). */
const UNREAD = new Set<number>([RPC_CODE.parseError, RPC_CODE.invalidRequest]);

function isRefusedByStatus(status: number): boolean {
  return status >= 400 && status < 500 && !ABOUT_THE_REQUEST.has(status);
}

/** Errors of the method that was called, which exist in any session. */
const OF_THE_METHOD = new Set<number>([RPC_CODE.methodNotFound, RPC_CODE.invalidParams, RPC_CODE.resourceNotFound]);
const SESSION = /\bsession|not (?:been |yet )?initiali[sz]ed/i;

/** Whether the words of an error say that the server misses the session. */
export function isAboutSession({ error }: Refusal): boolean {
  const code = numberOf(error?.code);
  if (!error || code === undefined || OF_THE_METHOD.has(code)) return false;
  const isOfTransport = code === RPC_CODE.invalidRequest || isOwnCode(code);
  return isOfTransport && SESSION.test(String(error.message));
}
