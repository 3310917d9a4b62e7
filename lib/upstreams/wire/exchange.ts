import { USER_AGENT } from "#lib/mcp/protocol";
import { withoutMark } from "#lib/text/byte-order-mark";
import { exceededJsonBound } from "#lib/text/json-bounds";
import { nameFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { upstreamDispatcher } from "#lib/upstreams/catalogue/upstream-fetch";
import type { FailureCode } from "#lib/upstreams/dto";
import { type AcquireMemory, answerMaxBytes, LARGE_ANSWER_BYTES } from "#lib/upstreams/wire/answer-size";
import { readEvents, type StreamEvent } from "#lib/upstreams/wire/event-stream";
import { dispatch, type HttpAnswer } from "#lib/upstreams/wire/http-answer";
import { LargeBody } from "#lib/upstreams/wire/large-body";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

type ExchangeRequest = {
  method: "POST" | "GET" | "DELETE";
  headers: Record<string, string>;
  body?: string | LargeBody;
  signal: AbortSignal;
};

/**
 * Sends one HTTP request to a server and waits for the headers of its answer. It follows redirects within the origin.
 * @throws UpstreamError when there is no answer; AbortError when `signal` fires
 */
export async function exchange(upstream: ServerAddress, request: ExchangeRequest): Promise<HttpAnswer> {
  if (!upstream.headers) {
    throw upstreamError(
      upstream,
      "UNAUTHORIZED",
      "has stored headers that cannot be decrypted. An admin must enter them again.",
    );
  }
  try {
    let response = await send(upstream, movedTo.get(upstream) ?? upstream.path, request);
    for (let hops = 0; hops < MAX_REDIRECTS; hops += 1) {
      const path = redirectPath(upstream, response);
      if (path === null) break;
      response.discard();
      movedTo.set(upstream, path);
      if (request.body instanceof LargeBody) throw upstreamError(upstream, "HTTP_ERROR", "has moved. Try again.");
      response = await send(upstream, path, request);
    }
    if (isEncoded(response)) {
      response.destroy();
      throw upstreamError(upstream, "NOT_MCP", "sent a compressed answer, although none was asked for.");
    }
    return response;
  } catch (error) {
    throw toUpstreamError(error, upstream);
  }
}

/** Compressed answers are refused, because a few compressed bytes can become gigabytes. */
function isEncoded({ headers }: HttpAnswer): boolean {
  const encoding = headers["content-encoding"];
  return encoding !== undefined && encoding !== "identity";
}

const MAX_REDIRECTS = 3;
/** The path to which a server redirects, so that only the first request needs the redirect. */
const movedTo = new WeakMap<ServerAddress, string>();

/**
 * The path to which an answer redirects; null for no redirect that may be followed. The origin must stay the same, so
 * that no other server gets the headers. The status must be one that keeps the method, so that POST stays POST.
 */
function redirectPath(upstream: ServerAddress, response: HttpAnswer): string | null {
  const { location } = response.headers;
  if ((response.statusCode !== 307 && response.statusCode !== 308) || typeof location !== "string") return null;
  const target = URL.parse(location, upstream.url);
  return target?.origin === upstream.origin ? target.pathname + target.search : null;
}

function send(upstream: ServerAddress, path: string, request: ExchangeRequest): Promise<HttpAnswer> {
  const { method, body = null, signal } = request;
  // The protocol's own headers come last, so the headers that an admin entered cannot replace them.
  const headers: Record<string, string> = {
    "user-agent": USER_AGENT,
    ...upstream.headers,
    "accept-encoding": "identity",
    ...request.headers,
  };
  if (body instanceof LargeBody) headers["content-length"] = String(body.byteLength);
  const { origin } = upstream;
  // undici accepts any async iterable, but its types do not say so.
  const sent = body as string | null;
  return dispatch(upstreamDispatcher(), { ...NO_TIMEOUTS, origin, path, method, headers, body: sent }, signal);
}

/** undici's own timeouts are off: the signal of each exchange ends it in time. */
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/**
 * Makes an error whose message is one sentence about a server.
 * @param rest the sentence after the server's name, such as "has moved."
 */
export function upstreamError(upstream: ServerAddress, code: FailureCode, rest: string): UpstreamError {
  return new UpstreamError({ code, message: `“${upstream.name}” ${rest}` });
}

/** Turns any thrown value into an `UpstreamError`, whose message may be shown. An AbortError is returned unchanged. */
export function toUpstreamError(error: unknown, upstream: ServerAddress): unknown {
  if (error instanceof Error && error.name === "AbortError") return error;
  return new UpstreamError(nameFailure(error, upstream));
}

/**
 * Reads the whole body as text.
 * @param maxBytes the largest body, in bytes
 * @param acquireMemory called before a large body is read; reading goes on when its promise resolves
 * @throws UpstreamError when the body breaks off or is larger than `maxBytes`
 */
export async function readText(
  upstream: ServerAddress,
  response: HttpAnswer,
  maxBytes: number,
  acquireMemory?: AcquireMemory,
): Promise<string> {
  try {
    return await response.text(maxBytes, acquireMemory);
  } catch (error) {
    throw toUpstreamError(error, upstream);
  }
}

/** Reads the events of a body. A reader that stops early must discard or destroy the answer. */
export function eventsOf(response: HttpAnswer, acquireMemory?: AcquireMemory): AsyncGenerator<StreamEvent> {
  return readEvents(response.pieces(), answerMaxBytes(), acquireMemory);
}

export function contentType(response: Pick<HttpAnswer, "headers">): string {
  const header = response.headers["content-type"];
  const text = Array.isArray(header) ? header[0] : header;
  return (text ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** An answer may have one object, list or field for each this many bytes of the largest answer. */
const PART_BYTES = 16;

/** Whether a text has so many parts that it would take far more memory parsed than the largest answer does. */
export function hasTooManyParts(text: string, maxBytes: number): boolean {
  return exceededJsonBound(text, { depth: Number.POSITIVE_INFINITY, parts: maxBytes / PART_BYTES }) !== null;
}

/**
 * Parses JSON, with or without a byte order mark. It returns undefined for other text, and for a large text that would
 * take far more memory parsed.
 */
export function parseJson(text: string): unknown {
  if (text.length > LARGE_ANSWER_BYTES && hasTooManyParts(text, answerMaxBytes())) return undefined;
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    return undefined;
  }
}
