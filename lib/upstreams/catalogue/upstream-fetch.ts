import { Agent, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from "undici";
import { SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { single } from "#lib/process";
import { JsonPartCounter } from "#lib/text/json-part-counter";
import { AnswerTooLargeError } from "#lib/upstreams/catalogue/failure";

const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
const KEEP_ALIVE_MS = 30 * SECOND_MS;
/** For one answer, decompressed. The longest tool lists in the wild stay below 1 MB. */
const ANSWER_MAX_BYTES = 8 * 1024 * 1024;
/** Objects, lists and fields of one answer: one for each 16 bytes of the largest. */
const ANSWER_MAX_PARTS = ANSWER_MAX_BYTES / 16;

/**
 * The connections of this process to all connected servers, kept open between requests. Which addresses they may have
 * is settled together with it, so that no connection outlives the rule it was opened under.
 */
export function upstreamDispatcher(): Agent {
  return single("upstream-dispatcher", () => {
    const allowPrivate = env().ALLOW_PRIVATE_UPSTREAMS;
    const connect = guardedConnector({ timeoutMs: CONNECT_TIMEOUT_MS, allowPrivate });
    return new Agent({ connect, keepAliveTimeout: KEEP_ALIVE_MS });
  });
}

/** The `fetch` that the MCP SDK is given for reading a server's catalogue. */
export async function upstreamFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  // Only answers to requests are wanted here; the stream of unsolicited notifications (2025 revisions) would stay open.
  const wantsStream = init.method === "GET" && !new Headers(init.headers).has("last-event-id");
  if (wantsStream) return new Response(null, { status: 405 });
  // undici's own types and the DOM's describe the same standard objects, but not to the compiler.
  const request = { ...init, dispatcher: upstreamDispatcher() } as UndiciRequestInit;
  return limitAnswer((await undiciFetch(url, request)) as unknown as Response);
}

/** The same answer, failing with `AnswerTooLargeError` once it has more than `ANSWER_MAX_BYTES` or `ANSWER_MAX_PARTS`. */
function limitAnswer(response: Response): Response {
  if (!response.body) return response;
  let readBytes = 0;
  const parts = new JsonPartCounter();
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      readBytes += chunk.byteLength;
      if (readBytes <= ANSWER_MAX_BYTES && parts.push(chunk) <= ANSWER_MAX_PARTS) controller.enqueue(chunk);
      else controller.error(new AnswerTooLargeError("The answer is too large."));
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
}
