import { Agent, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from "undici";
import { SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { isObject, USER_AGENT } from "#lib/mcp/protocol";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { single } from "#lib/process";
import { JsonPartCounter } from "#lib/text/json-part-counter";
import { AnswerTooLargeError } from "#lib/upstreams/catalogue/failure";

const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
const KEEP_ALIVE_MS = 30 * SECOND_MS;
/** The largest answer, in decompressed bytes. The longest tool lists of real servers are smaller than 1 MB. */
const ANSWER_MAX_BYTES = 8 * 1024 * 1024;
/** The largest answer that holds no list, such as the result of `initialize`. The SDK examines it to its last field. */
const INTRODUCTION_MAX_BYTES = 256 * 1024;
/** An answer may have one object, list or field for each 16 bytes of its largest size. */
const BYTES_PER_PART = 16;

const BRACKET = "[".charCodeAt(0);
const JSON_SPACE = new Set([..." \t\r\n"].map((one) => one.charCodeAt(0)));

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
  const headers = new Headers(init.headers);
  if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
  const request = { ...init, headers, dispatcher: upstreamDispatcher() } as unknown as UndiciRequestInit;
  const maxBytes = asksForList(init.body) ? ANSWER_MAX_BYTES : INTRODUCTION_MAX_BYTES;
  return limitAnswer((await undiciFetch(url, request)) as unknown as Response, maxBytes);
}

/** Whether the body of a request, which the SDK has written, asks for a list. */
function asksForList(body: RequestInit["body"]): boolean {
  if (typeof body !== "string") return false;
  const message: unknown = JSON.parse(body);
  return isObject(message) && typeof message.method === "string" && message.method.endsWith("/list");
}

/**
 * Makes an answer fail with `AnswerTooLargeError` when it has too many bytes or parts. An answer that is a JSON list
 * fails too: such a batch belongs to several requests, the SDK sends none, and it would examine each member.
 */
function limitAnswer(response: Response, maxBytes: number): Response {
  if (!response.body) return response;
  const maxParts = maxBytes / BYTES_PER_PART;
  let isBegun = false;
  let readBytes = 0;
  const parts = new JsonPartCounter();
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      readBytes += chunk.byteLength;
      const first = isBegun ? undefined : chunk.find((code) => !JSON_SPACE.has(code));
      isBegun ||= first !== undefined;
      if (first !== BRACKET && readBytes <= maxBytes && parts.push(chunk) <= maxParts) controller.enqueue(chunk);
      else controller.error(new AnswerTooLargeError("The answer is too large."));
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
}
