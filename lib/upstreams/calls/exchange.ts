import { IMPLEMENTATION, isObject, type JsonObject } from "#lib/mcp/protocol";
import { exceededJsonBound } from "#lib/text/json-bounds";
import { type AcquireMemory, answerMaxBytes, LARGE_ANSWER_BYTES } from "#lib/upstreams/calls/answer-size";
import { readEvents, type StreamEvent } from "#lib/upstreams/calls/event-stream";
import { dispatch, type HttpAnswer } from "#lib/upstreams/calls/http-answer";
import { LargeBody } from "#lib/upstreams/calls/large-body";
import { nameFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { upstreamDispatcher } from "#lib/upstreams/catalogue/upstream-fetch";
import type { FailureCode } from "#lib/upstreams/dto";

const REFUSAL_MAX_BYTES = 64 * 1024;
const USER_AGENT = `${IMPLEMENTATION.name}/${IMPLEMENTATION.version}`;

type Exchange = {
  method: "POST" | "GET" | "DELETE";
  headers: Record<string, string>;
  body?: string | LargeBody;
  signal: AbortSignal;
};

/**
 * One HTTP exchange with a server; its headers alone are read.
 * @throws UpstreamError when there is no answer; AbortError when `signal` fires
 */
export async function exchange(upstream: UpstreamSnapshot, request: Exchange): Promise<HttpAnswer> {
  if (!upstream.headers) {
    throw upstreamError(
      upstream,
      "UNAUTHORIZED",
      "has stored headers that cannot be opened. An admin must enter them again.",
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

/** A few compressed bytes can stand for gigabytes. */
function isEncoded({ headers }: HttpAnswer): boolean {
  const encoding = headers["content-encoding"];
  return encoding !== undefined && encoding !== "identity";
}

const MAX_REDIRECTS = 3;
/** Where servers said that their endpoint is, so that only the first request goes the long way. */
const movedTo = new WeakMap<UpstreamSnapshot, string>();

/** Within the server's own origin alone, so that its headers go nowhere else; and only where POST stays POST. */
function redirectPath(upstream: UpstreamSnapshot, response: HttpAnswer): string | null {
  const { location } = response.headers;
  if ((response.statusCode !== 307 && response.statusCode !== 308) || typeof location !== "string") return null;
  const target = URL.parse(location, upstream.url);
  return target?.origin === upstream.origin ? target.pathname + target.search : null;
}

function send(upstream: UpstreamSnapshot, path: string, request: Exchange): Promise<HttpAnswer> {
  const { method, body = null, signal } = request;
  // The protocol's own headers come last: what an admin entered cannot replace them.
  const headers: Record<string, string> = {
    "user-agent": USER_AGENT,
    ...upstream.headers,
    "accept-encoding": "identity",
    ...request.headers,
  };
  if (body instanceof LargeBody) headers["content-length"] = String(body.byteLength);
  const { origin } = upstream;
  // undici takes whatever can be iterated over, but its types do not say so.
  const sent = body as string | null;
  return dispatch(upstreamDispatcher(), { ...NO_TIMEOUTS, origin, path, method, headers, body: sent }, signal);
}

/** Every exchange has a time of its own, after which its signal fires. */
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/** An error that says of `upstream` what `rest` says, in one sentence. */
export function upstreamError(upstream: UpstreamSnapshot, code: FailureCode, rest: string): UpstreamError {
  return new UpstreamError({ code, message: `“${upstream.name}” ${rest}` });
}

/** Gives what was thrown a name that may be shown; a cancellation stays what it is. */
export function toUpstreamError(error: unknown, upstream: UpstreamSnapshot): unknown {
  if (error instanceof Error && error.name === "AbortError") return error;
  return new UpstreamError(nameFailure(error, upstream));
}

/**
 * The whole body as text.
 * @param maxBytes the most that it may have
 * @param acquireMemory is waited for before a large one is read
 * @throws UpstreamError when it breaks off or is larger
 */
export async function readText(
  upstream: UpstreamSnapshot,
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

/** The events of a body, of which the rest is left lying: discard or destroy it. */
export function eventsOf(response: HttpAnswer, acquireMemory?: AcquireMemory): AsyncGenerator<StreamEvent> {
  return readEvents(response.pieces(), answerMaxBytes(), acquireMemory);
}

export function contentType(response: HttpAnswer): string {
  const header = response.headers["content-type"];
  const text = Array.isArray(header) ? header[0] : header;
  return (text ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** A JSON-RPC error with the HTTP status that carried it, as the modern revision sends them; null for anything else. */
export type CarriedError = { status: number; error: JsonObject };

/**
 * Reads an answer whose status is not 2xx.
 * @throws UpstreamError when it is not a JSON-RPC error, or speaks of the server's own trouble
 */
export async function readRefusal(upstream: UpstreamSnapshot, response: HttpAnswer): Promise<CarriedError> {
  const { statusCode: status } = response;
  const text = await readText(upstream, response, REFUSAL_MAX_BYTES).catch(() => "");
  if (status === 401 || status === 403) throw toUpstreamError(new StatusError(status), upstream);
  const message = parseJson(text);
  if (status >= 400 && status < 500 && isObject(message) && isObject(message.error)) {
    if (typeof message.error.code === "number") return { status, error: message.error };
  }
  throw toUpstreamError(new StatusError(status), upstream);
}

/** An answer that is nothing but its HTTP status, in the form that `nameFailure` reads. */
class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** An answer of the largest size may have as many objects, lists and fields as one of this many bytes each. */
const PART_BYTES = 16;

/** Undefined for what is not JSON, and for what is large and would become far larger once it is read. */
export function parseJson(text: string): unknown {
  if (text.length > LARGE_ANSWER_BYTES && isTooLargeOnceRead(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTooLargeOnceRead(text: string): boolean {
  return exceededJsonBound(text, { depth: Number.POSITIVE_INFINITY, parts: answerMaxBytes() / PART_BYTES }) !== null;
}
