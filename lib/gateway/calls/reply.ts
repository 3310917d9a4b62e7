import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { messageStream } from "#lib/gateway/messages/event-reply";
import type { Reply } from "#lib/gateway/messages/reply";
import { observeError, observeGone } from "#lib/gateway/observation/observation";
import type { JsonObject } from "#lib/mcp/protocol";
import { writeFaithful } from "#lib/text/faithful-json";
import type { UpstreamAnswer } from "#lib/upstreams/calls/upstream-call";

/**
 * Step 6, for one response: ends the call.
 * @param answer of the server, with its HTTP status; clients of the 2025 revisions always get 200
 * @param text the response as JSON
 */
export function replyWithResponse(call: CallInProgress, { status, waitSeconds = null }: Answered, text: string): Reply {
  call.end();
  const reply: Reply = { form: "json", status: call.clientEra === "modern" ? status : 200, text };
  return waitSeconds === null ? reply : { ...reply, headers: { "retry-after": String(waitSeconds) } };
}

type Answered = Pick<UpstreamAnswer & { form: "response" }, "status" | "waitSeconds">;

/**
 * Step 6, for messages: an event stream that ends the call when it ends. A client that takes no stream gets only
 * the response, once it is there.
 */
export async function replyWithMessages(call: CallInProgress, messages: AsyncIterable<JsonObject>): Promise<Reply> {
  const { acceptsEvents, id, observation } = call.request;
  if (!acceptsEvents) {
    const text = writeFaithful(await lastOf(messages));
    call.end();
    return { form: "json", status: 200, text };
  }
  const { requestId } = observation;
  const done = () => call.end();
  const onError = (error: unknown) => {
    const failure = call.fail(error);
    observeError(observation, failure);
    return failure;
  };
  const abort = () => {
    observeGone(observation);
    call.cancel();
  };
  return { form: "events", kind: "answer", stream: messageStream(messages, id, { abort, done, onError, requestId }) };
}

/** The response is the last message. */
async function lastOf(messages: AsyncIterable<JsonObject>): Promise<JsonObject> {
  let last: JsonObject = {};
  for await (const message of messages) last = message;
  return last;
}
