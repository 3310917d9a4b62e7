import type { IncomingHttpHeaders } from "node:http";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { withoutMark } from "#lib/text/byte-order-mark";
import { AnswerTooLargeError, isUpstreamError, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { readEvents } from "#lib/upstreams/wire/event-stream";
import {
  contentType,
  exchange,
  hasTooManyParts,
  parseJson,
  readText,
  toUpstreamError,
  upstreamError,
} from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import { errorOf, type Outcome, outcomeOf } from "#lib/upstreams/wire/outcome";
import { refusalError } from "#lib/upstreams/wire/refusal";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";
import { rpcCodeOf, shownWords, wordsOfObject } from "#lib/upstreams/wire/server-words";

/** A request of Latchkey's own. */
export type Question = {
  /** An integer: some servers take no text (JSON-RPC 2.0 allows both). */
  id: number;
  method: string;
  params: JsonObject;
  /** The headers besides those of every JSON-RPC request. */
  headers?: Record<string, string>;
  /** The largest answer, in bytes. It may have one object, list or field for each 16 of them. */
  maxBytes: number;
  signal: AbortSignal;
  /** Makes the error for an answer that refuses the question. By default it has the server's words for admins. */
  refusedAs?: RefusedAs;
};

/**
 * @param refused the body of an answer whose status is not 2xx, which is empty when it could not be read; or the JSON-RPC
 *   response that holds an error
 */
export type RefusedAs = (response: HttpAnswer, refused: { body: string } | { message: JsonObject }) => UpstreamError;

export type Answered = {
  result: JsonObject;
  /** The whole response as JSON, with all numbers and the order of all fields. */
  text: string;
  headers: IncomingHttpHeaders;
  /** How many bytes of the answer were read. */
  bytes: number;
};

const REFUSAL_MAX_BYTES = 64 * 1024;

/**
 * Asks a server something and reads its answer, as JSON or from an event stream. It forgives what cannot be
 * misunderstood. Size and shape of an answer are checked before it is parsed.
 * @throws UpstreamError when there is no answer, or when the server refused; then it has the server's own words
 */
export async function ask(server: ServerAddress, question: Question): Promise<Answered> {
  const { id, method, params, headers, signal } = question;
  const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
  const send = () =>
    exchange(server, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
      body,
      signal,
    });
  // A server may close a connection at the moment in which it is used again. A question changes nothing, so it is asked
  // once more.
  const response = await send().catch((error: unknown) => {
    if (isUpstreamError(error) && error.code === "DISCONNECTED") return send();
    throw error;
  });
  if (response.statusCode >= 300) {
    const text = await readText(server, response, REFUSAL_MAX_BYTES).catch(() => "");
    throw question.refusedAs?.(response, { body: text }) ?? refusalError(server, response, text);
  }
  const outcome = await readOutcome(server, response, question);
  if (isObject(outcome.result)) {
    return { result: outcome.result, text: outcome.text, headers: response.headers, bytes: response.readBytes };
  }
  if (outcome.result !== undefined) throw notAnswered(server, method);
  const { message } = outcome;
  throw question.refusedAs?.(response, { message }) ?? ownError(server, method, message);
}

type WrittenOutcome = Outcome & { text: string };

async function readOutcome(server: ServerAddress, response: HttpAnswer, question: Question): Promise<WrittenOutcome> {
  if (contentType(response) === "text/event-stream") return readEventOutcome(server, response, question);
  const text = await readText(server, response, question.maxBytes);
  requireShape(server, text, question.maxBytes);
  const outcome = outcomeOf(parseJson(text), question.id);
  if (outcome) return { ...outcome, text: withoutMark(text) };
  if (/^\s*</.test(text)) throw upstreamError(server, "NOT_MCP", "answered with a web page.");
  throw notAnswered(server, question.method);
}

async function readEventOutcome(
  server: ServerAddress,
  response: HttpAnswer,
  { id, maxBytes }: Question,
): Promise<WrittenOutcome> {
  try {
    for await (const { data } of readEvents(atMost(response.pieces(), maxBytes), maxBytes)) {
      if (data === "") continue;
      requireShape(server, data, maxBytes);
      const outcome = outcomeOf(parseJson(data), id);
      if (!outcome) continue;
      response.discard();
      return { ...outcome, text: withoutMark(data) };
    }
  } catch (error) {
    response.destroy();
    throw toUpstreamError(error, server);
  }
  throw upstreamError(server, "DISCONNECTED", "closed the connection before it had answered.");
}

/** The same pieces, as long as they are not too many bytes together: a stream may hold any number of small events. */
async function* atMost(pieces: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let readBytes = 0;
  for await (const piece of pieces) {
    readBytes += piece.byteLength;
    if (readBytes > maxBytes) throw new AnswerTooLargeError("The answer is too large.");
    yield piece;
  }
}

function requireShape(server: ServerAddress, text: string, maxBytes: number): void {
  if (hasTooManyParts(text, maxBytes))
    throw toUpstreamError(new AnswerTooLargeError("The answer is too large."), server);
}

/** The error for an answer of 2xx that holds no result. */
function notAnswered(server: ServerAddress, method: string): UpstreamError {
  return upstreamError(server, "NOT_MCP", `answered ${method}, but not in the Model Context Protocol.`);
}

/**
 * The error for an answer of 2xx that holds an error, in the server's own words.
 * @param answer the JSON-RPC response
 */
export function ownError(server: ServerAddress, method: string, answer: JsonObject): UpstreamError {
  const message = `“${server.name}” refused ${method} with an error of its own.`;
  const said = shownWords(wordsOfObject(answer), server);
  return new UpstreamError({ code: "RPC_ERROR", message, said }, rpcCodeOf(errorOf(answer)));
}
