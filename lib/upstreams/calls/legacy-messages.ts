import { setTimeout as pause } from "node:timers/promises";
import { isObject, type JsonObject, type RpcId } from "#lib/mcp/protocol";
import { declineServerRequest } from "#lib/upstreams/calls/decline-server-request";
import type { LegacySession } from "#lib/upstreams/calls/legacy-session";
import { isEchoOf, readEventMessage, responseTo } from "#lib/upstreams/calls/rpc-response";
import { sessionHeaders } from "#lib/upstreams/calls/session-messages";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { contentType, eventsOf, exchange, toUpstreamError, upstreamError } from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";

/** One call to a server of the 2025 revisions that has no answer yet. */
export type LegacyCall = {
  call: UpstreamCall;
  session: LegacySession;
  /** The id under which the server knows the call. */
  id: RpcId;
  /** Must be called once the server has answered. An abort sends no cancellation to the server after that. */
  onAnswered: () => void;
};

const MAX_RESUMPTIONS = 5;
const DEFAULT_RETRY_MS = 1_000;
const MAX_RETRY_MS = 5_000;

/** The notifications that belong to a call. All others belong to the session, which no client sees. */
const FORWARDED = new Set(["notifications/progress", "notifications/message"]);

/** Where to resume the stream, and how long to wait before that. */
type ResumePoint = { lastEventId: string | null; retryMs: number };

/**
 * Reads the event stream that answers a call up to the response, and restores the client's id and progress token.
 * When the server ends the stream early, it is resumed (2025-11-25, "Resumability"), up to `MAX_RESUMPTIONS` times.
 */
export async function* legacyMessages(legacyCall: LegacyCall, first: HttpAnswer): AsyncGenerator<JsonObject> {
  const { upstream, signal, acquireMemory } = legacyCall.call;
  const resumePoint: ResumePoint = { lastEventId: null, retryMs: DEFAULT_RETRY_MS };
  let response = first;
  try {
    for (let resumptions = 0; ; resumptions += 1) {
      for await (const event of eventsOf(response, acquireMemory)) {
        if (event.id !== null) resumePoint.lastEventId = event.id;
        if (event.retryMs !== null) resumePoint.retryMs = Math.min(event.retryMs, MAX_RETRY_MS);
        const message = readEventMessage(upstream, event.data);
        if (!message) continue;
        const answer = responseTo(message, legacyCall.id);
        if (answer) {
          legacyCall.onAnswered();
          response.discard();
          yield { ...answer, id: legacyCall.call.id };
          return;
        }
        const forwarded = messageForClient(message, legacyCall);
        if (forwarded) yield forwarded;
      }
      if (resumePoint.lastEventId === null || resumptions >= MAX_RESUMPTIONS) {
        throw upstreamError(upstream, "DISCONNECTED", "closed the connection before it had answered.");
      }
      await pause(resumePoint.retryMs, undefined, { signal });
      response = await resume(legacyCall, resumePoint.lastEventId);
    }
  } catch (error) {
    response.destroy();
    throw toUpstreamError(error, upstream);
  } finally {
    legacyCall.onAnswered();
  }
}

function messageForClient(message: JsonObject, { call, session, id }: LegacyCall): JsonObject | null {
  if (typeof message.method !== "string") return null;
  if (message.id !== undefined) {
    declineServerRequest(call.upstream, session, message);
    return null;
  }
  if (!FORWARDED.has(message.method)) return null;
  if (message.method !== "notifications/progress" || !isObject(message.params)) return message;
  const meta = call.modernMeta ?? call.params._meta;
  const token = isObject(meta) ? meta.progressToken : undefined;
  if (token === undefined || !isEchoOf(message.params.progressToken, id)) return null;
  return { ...message, params: { ...message.params, progressToken: token } };
}

async function resume({ call, session }: LegacyCall, lastEventId: string): Promise<HttpAnswer> {
  const headers = { ...sessionHeaders(session), accept: "text/event-stream", "last-event-id": lastEventId };
  const response = await exchange(call.upstream, { method: "GET", headers, signal: call.signal });
  if (response.statusCode === 200 && contentType(response) === "text/event-stream") return response;
  response.discard();
  throw upstreamError(call.upstream, "DISCONNECTED", "closed the connection before it had answered.");
}
