import { Agent, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from "undici";
import { SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { single } from "#lib/process";
import { JsonPartCounter } from "#lib/text/json-part-counter";
import { AnswerTooLargeError } from "#lib/upstreams/catalogue/failure";

const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
const KEEP_ALIVE_MS = 30 * SECOND_MS;
/** The largest answer, in decompressed bytes. The longest tool lists of real servers are smaller than 1 MB. */
const ANSWER_MAX_BYTES = 8 * 1024 * 1024;
/** The most objects, lists and fields of one answer: one for each 16 bytes of the largest answer. */
const ANSWER_MAX_PARTS = ANSWER_MAX_BYTES / 16;

/**
 * The connections of this process to all servers. They stay open between requests. The rule for allowed addresses is
 * read when the agent is made, so every open connection has passed the current rule.
 */
export function upstreamDispatcher(): Agent {
  return single("upstream-dispatcher", () => {
    const allowPrivate = env().ALLOW_PRIVATE_UPSTREAMS;
    const connect = guardedConnector({ timeoutMs: CONNECT_TIMEOUT_MS, allowPrivate });
    return new Agent({ connect, keepAliveTimeout: KEEP_ALIVE_MS });
  });
}

/** The `fetch` that the MCP SDK uses to read a server's catalogue. */
export async function upstreamFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  // The SDK opens a stream for notifications (2025 revisions), which would stay open. Only answers are needed here.
  const wantsStream = init.method === "GET" && !new Headers(init.headers).has("last-event-id");
  if (wantsStream) return new Response(null, { status: 405 });
  // undici and the DOM have different types for the same standard objects.
  const request = { ...init, dispatcher: upstreamDispatcher() } as UndiciRequestInit;
  return limitAnswer((await undiciFetch(url, request)) as unknown as Response);
}

/** Makes an answer fail with `AnswerTooLargeError` above `ANSWER_MAX_BYTES` or `ANSWER_MAX_PARTS`. */
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
