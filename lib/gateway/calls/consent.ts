import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import {
  agreedState,
  askedState,
  type ConfirmedCall,
  isOwnState,
  nameOfCall,
  readState,
} from "#lib/gateway/confirmation/confirmation-state";
import { type CallInWords, cannotAskText, declinedText, question } from "#lib/gateway/confirmation/confirmation-words";
import { canShowForms, readDecision } from "#lib/gateway/confirmation/elicitation";
import { type Reply, resultReply } from "#lib/gateway/messages/reply";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { isObject, type JsonObject, META, RPC_CODE } from "#lib/mcp/protocol";

/** The call may be forwarded: no consent is needed, or the person has agreed. */
export const CONSENTED = "consented";
/** A client of the 2025 revisions: the person is asked on the stream that answers the call. */
export const ASK_ON_STREAM = "ask on stream";

/** The name of our question in `inputRequests`. A server's question never meets it, because it has its own round. */
const QUESTION = "latchkey_confirmation";

/**
 * Step 3: finds out whether a person has to agree to a call, and whether the person has.
 * @returns how to go on, or the reply that takes the place of the call
 * @throws RpcError -32021 when a client of the 2026 revision cannot ask its person
 */
export function obtainConsent(call: CallInProgress): typeof CONSENTED | typeof ASK_ON_STREAM | Reply {
  const { asksFirst, params } = call.resolved;
  // The state of an earlier question is read even when an admin has changed the setting since.
  if (!asksFirst && !isOwnState(params.requestState)) return CONSENTED;
  const { envelope } = call.request;
  return envelope.era === "legacy" ? ASK_ON_STREAM : consentOfModernClient(call, envelope.meta);
}

/**
 * Asks by `input_required`, and reads the answer from the retry. Everything said before travels with the client,
 * signed, so any process can take the retry.
 */
function consentOfModernClient(call: CallInProgress, meta: JsonObject): typeof CONSENTED | Reply {
  const { request, resolved } = call;
  const { inputResponses, requestState, ...params } = resolved.params;
  const confirmed: ConfirmedCall = {
    keyId: request.requester.access.keyId,
    upstreamId: resolved.upstream.id,
    params,
  };
  const { now } = request;
  const name = nameOfCall(confirmed);
  const progress = readState(requestState, name, now);
  if (resolved.asksFirst) call.wrapState = (state: unknown) => agreedState(name, now, state);
  if (progress.stage === "agreed") {
    const retry: JsonObject = { ...params, ...(inputResponses !== undefined && { inputResponses }) };
    if (progress.upstreamState !== null) retry.requestState = progress.upstreamState;
    call.resolved = { ...resolved, params: retry };
    return CONSENTED;
  }
  const next = progress.stage === "asked" ? progress.next : null;
  const answer = progress.stage === "asked" && isObject(inputResponses) ? inputResponses[QUESTION] : undefined;
  const decision = readDecision(answer);
  if (decision === "declined" || (decision === "more" && !next)) {
    const result = resultWithoutCall(declinedText(callInWords(call)));
    return resultReply(request.id, { resultType: "complete", ...result });
  }
  // Whoever asks for more waits for another question, also when an admin has turned questions off since.
  if (decision === "agreed" || (decision === null && !resolved.asksFirst)) {
    call.resolved = { ...resolved, params };
    return CONSENTED;
  }
  if (!canShowForms(meta[META.clientCapabilities])) throw cannotAsk(callInWords(call));
  const asked = question(callInWords(call), decision === "more" ? next : null);
  return resultReply(request.id, {
    resultType: "input_required",
    inputRequests: { [QUESTION]: { method: "elicitation/create", params: asked.params } },
    requestState: askedState(name, now, asked.next),
  });
}

/**
 * The protocol has an error for this (2026-07-28, `MissingRequiredClientCapabilityError`). Its text says what to do.
 */
function cannotAsk(words: CallInWords): RpcError {
  const data = { requiredCapabilities: { elicitation: { form: {} } }, errorType: "CONFIRMATION_REQUIRED" };
  return new RpcError(RPC_CODE.missingCapability, cannotAskText(words), { modernStatus: 400, data });
}

/** The call with the names that the person knows. */
export function callInWords({ request, resolved }: CallInProgress): CallInWords {
  const { upstream, params } = resolved;
  const { workspaces } = request.requester.access;
  return {
    tool: String(request.params.name),
    server: upstream.name,
    workspace: workspaces.find((one) => one.upstreams.some(({ id }) => id === upstream.id))?.name ?? "",
    arguments: params.arguments,
  };
}

/** The result of a tool that was not called, for the model to read. */
export function resultWithoutCall(text: string): JsonObject {
  return { content: [{ type: "text", text }], isError: true };
}
