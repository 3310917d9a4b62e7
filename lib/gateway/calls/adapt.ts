import { adaptMessage, isTransparent } from "#lib/gateway/calls/adapt-message";
import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { observeAnswer } from "#lib/gateway/observation/observation";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { writeChanged } from "#lib/text/faithful-json";
import type { UpstreamAnswer } from "#lib/upstreams/calls/upstream-call";

/**
 * Step 5, for a server that answers with one response.
 * @returns the response as JSON for the client; the text of the server where nothing has to change
 */
export function adaptResponse(call: CallInProgress, answer: UpstreamAnswer & { form: "response" }): string {
  observeAnswer(call.request.observation, answer.message);
  if (isTransparent(call) && hasResultType(call, answer.message)) return answer.text;
  return writeChanged(answer.text, answer.message, adaptMessage(answer.message, call) ?? answer.message);
}

/** Clients of the 2026 revision refuse a result without its type, which some servers of that revision leave out. */
function hasResultType({ clientEra }: CallInProgress, { result }: JsonObject): boolean {
  return clientEra === "legacy" || !isObject(result) || result.resultType !== undefined;
}

/** Step 5, for a server that answers with a stream. Leaves out messages that the client must not get. */
export async function* adaptMessages(
  call: CallInProgress,
  messages: AsyncIterable<JsonObject> | JsonObject[],
): AsyncGenerator<JsonObject> {
  for await (const message of messages) {
    if (message.method === "notifications/progress") call.extendTimeLimit();
    if (message.method === undefined) observeAnswer(call.request.observation, message);
    const adapted = adaptMessage(message, call);
    if (adapted) yield adapted;
  }
}
