import { isObject, type JsonObject, type RpcId } from "#lib/mcp/protocol";
import { withoutMark } from "#lib/text/byte-order-mark";
import { parseExact } from "#lib/text/exact-json";
import { answerWithError, exactMessage, isEchoOf } from "#lib/upstreams/calls/rpc-response";
import type { UpstreamAnswer, UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { UpstreamError } from "#lib/upstreams/catalogue/failure";
import { ownError } from "#lib/upstreams/wire/ask";
import { parseJson, readText } from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import { errorOf } from "#lib/upstreams/wire/outcome";
import { refusalError, waitSeconds } from "#lib/upstreams/wire/refusal";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";
import { withoutSecrets } from "#lib/upstreams/wire/without-secrets";

/** An answer that refuses a request: an HTTP status that is not 2xx, or a JSON-RPC error. */
export type Refusal = {
  status: number;
  /** The server's own error; null for a body that is none. */
  error: JsonObject | null;
  /** Whether the error has the id of the request, so the server has read the request. */
  isOfRequest: boolean;
  /** Set when `initialize` was refused, so the call itself was never sent. */
  isOfInitialize?: boolean;
  /** How long the server asks to wait, in seconds; null when it does not say. */
  waitSeconds: number | null;
  /** Makes the failure that the refusal is when it ends the call, in words for admins. */
  failure: () => UpstreamError;
};

/** The outcome of a call that its server refused. Another session, or another era, may not be refused. */
export type Refused = { form: "refused"; refusal: Refusal };

const REFUSAL_MAX_BYTES = 64 * 1024;

/**
 * Reads an answer whose status is not 2xx.
 * @param id the id under which the server knows the request
 */
export async function readRefusal(upstream: ServerAddress, response: HttpAnswer, id: RpcId): Promise<Refusal> {
  return refusalIn(upstream, response, await readText(upstream, response, REFUSAL_MAX_BYTES).catch(() => ""), id);
}

/**
 * The refusal in the body of an answer whose status is not 2xx. Servers repeat in it what they refuse, so the secrets that
 * an admin entered are hidden.
 * @param text the body; empty when it could not be read
 * @param id the id under which the server knows the request
 */
export function refusalIn(upstream: ServerAddress, response: HttpAnswer, text: string, id: RpcId): Refusal {
  const { statusCode: status, headers } = response;
  const message = messageIn(upstream, text);
  const error = shownError(errorOf(message), upstream);
  const isOfRequest = error !== null && isEchoOf(message.id, id);
  return {
    status,
    error,
    isOfRequest,
    waitSeconds: waitSeconds(headers),
    failure: () => refusalError(upstream, response, text),
  };
}

/**
 * A refusal that came with a status of 2xx.
 * @param method the method that was refused
 * @param message the JSON-RPC response that holds the error
 */
export function refusalOfError(
  upstream: ServerAddress,
  { statusCode: status }: HttpAnswer,
  method: string,
  message: JsonObject,
  isOfRequest = true,
): Refusal {
  const error = shownError(errorOf(message), upstream) ?? {};
  return { status, error, isOfRequest, waitSeconds: null, failure: () => ownError(upstream, method, message) };
}

/** The body of a refusal. One that cannot be read counts as none: the status says enough. */
function messageIn(upstream: ServerAddress, text: string): JsonObject {
  const body = withoutMark(text);
  const parsed = parseJson(body);
  try {
    return isObject(parsed) ? exactMessage(upstream, body, parsed) : {};
  } catch {
    return {};
  }
}

function shownError(error: JsonObject | null, upstream: ServerAddress): JsonObject | null {
  if (!error) return null;
  const message = withoutSecrets(String(error.message), upstream, REFUSAL_MAX_BYTES);
  const { data, ...rest } = error;
  const shown = data === undefined ? undefined : shownData(data, upstream);
  return { ...rest, message, ...(shown !== undefined && { data: shown }) };
}

/** Data that would not be JSON any more without the secrets, or that is too large or too deep to be written, is left out. */
function shownData(data: unknown, upstream: ServerAddress): unknown {
  try {
    const text = JSON.stringify(data);
    if (text.length > REFUSAL_MAX_BYTES) return undefined;
    const hidden = withoutSecrets(text, upstream, REFUSAL_MAX_BYTES);
    return hidden === text ? data : parseExact(hidden);
  } catch {
    return undefined;
  }
}

/** Whether a code is one of a server's own, which its transport has too (JSON-RPC 2.0, section 5.1). */
export function isOwnCode(code: number | undefined): boolean {
  return code !== undefined && code <= -32000 && code >= -32099;
}

/** The failure of a call that its server refused. It keeps the server's own error for the client. */
export class RefusedError extends UpstreamError {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    const failure = refusal.failure();
    super(failure, failure.rpcCode);
    this.refusal = refusal;
  }
}

/** The refusal that a failure comes from. One process has two copies of the class, so `instanceof` would fail. */
export function refusalOf(error: UpstreamError): Refusal | null {
  return "refusal" in error ? (error as RefusedError).refusal : null;
}

/**
 * Makes the answer of a refusal that ends the call. The 2026 revision sends JSON-RPC errors with a status of 4xx, so these
 * are answers. A refused `initialize`, a refused credential, too many requests and 5xx are failures of the server, whatever their body is.
 * @throws RefusedError
 */
export function answerOf({ id, era }: UpstreamCall, refusal: Refusal): UpstreamAnswer {
  const { status, error, isOfInitialize = false, waitSeconds: wait } = refusal;
  if (!error || isOfInitialize || !isAnswer(status)) throw new RefusedError(refusal);
  // In the 2025 revisions the status says nothing about the method.
  return { ...answerWithError(id, error, era === "modern" ? status : 200), waitSeconds: wait };
}

function isAnswer(status: number): boolean {
  return status < 300 || (status >= 400 && status < 500 && ![401, 403, 407, 429].includes(status));
}
