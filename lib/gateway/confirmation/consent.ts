import type { ResolvedCall } from "#lib/gateway/calls/resolve-call";
import {
  agreedState,
  askedState,
  type ConfirmedCall,
  isOwnState,
  nameOfCall,
  readState,
  type WrapState,
} from "#lib/gateway/confirmation/confirmation-state";
import { type CallInWords, cannotAskText, declinedText, question } from "#lib/gateway/confirmation/confirmation-words";
import { canShowForms, readDecision } from "#lib/gateway/confirmation/elicitation";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import type { McpRequest } from "#lib/gateway/request";
import { isObject, type JsonObject, META, RPC_CODE } from "#lib/mcp/protocol";

/** What becomes of a call for which the person is asked. */
export type Consent =
  | { outcome: "call"; call: ResolvedCall; wrapState: WrapState | null }
  | { outcome: "answer"; result: JsonObject };

/** The name of our question among `inputRequests`. It never meets a server's: those come in rounds of their own. */
const QUESTION = "latchkey_confirmation";

/** Whether a call takes the way through `consentFor`: also what was asked before somebody changed the setting. */
export function needsConsent({ asksFirst, params }: ResolvedCall): boolean {
  return asksFirst || isOwnState(params.requestState);
}

/**
 * For clients of the 2026 revision: asks by `input_required` and reads the answer from the retry. Everything that was
 * said before travels with the client, signed, so any process can take the retry.
 * @throws RpcError -32021 when the client cannot ask
 */
export function consentFor(request: McpRequest, meta: JsonObject, resolved: ResolvedCall): Consent {
  const { inputResponses, requestState, ...params } = resolved.params;
  const call: ConfirmedCall = { keyId: request.access.keyId, upstreamId: resolved.upstream.id, params };
  const { now } = request;
  const name = nameOfCall(call);
  const progress = readState(requestState, name, now);
  const wrapState = resolved.asksFirst ? (state: unknown) => agreedState(name, now, state) : null;
  if (progress.stage === "agreed") {
    const retry: JsonObject = { ...params, ...(inputResponses !== undefined && { inputResponses }) };
    if (progress.upstreamState !== null) retry.requestState = progress.upstreamState;
    return { outcome: "call", call: { ...resolved, params: retry }, wrapState };
  }
  const answer = progress.stage === "asked" && isObject(inputResponses) ? inputResponses[QUESTION] : undefined;
  const decision = readDecision(answer);
  const words = inWords(request, resolved);
  if (decision === "declined") {
    return { outcome: "answer", result: { resultType: "complete", ...notCalled(declinedText(words)) } };
  }
  if (decision === "agreed" || !resolved.asksFirst)
    return { outcome: "call", call: { ...resolved, params }, wrapState };
  if (!canShowForms(meta[META.clientCapabilities])) throw cannotAsk(words);
  const inputRequests = { [QUESTION]: { method: "elicitation/create", params: question(words) } };
  const state = askedState(name, now);
  return { outcome: "answer", result: { resultType: "input_required", inputRequests, requestState: state } };
}

/** The protocol has an error for this (2026-07-28, `MissingRequiredClientCapabilityError`); its text says what to do. */
function cannotAsk(words: CallInWords): RpcError {
  const data = { requiredCapabilities: { elicitation: { form: {} } }, errorType: "CONFIRMATION_REQUIRED" };
  return new RpcError(RPC_CODE.missingCapability, cannotAskText(words), { modernStatus: 400, data });
}

/** The call as the person knows it. */
export function inWords(request: McpRequest, { upstream, params }: ResolvedCall): CallInWords {
  const workspace = request.access.workspaces.find((one) => one.upstreams.some(({ id }) => id === upstream.id));
  return {
    tool: String(request.params.name),
    server: upstream.name,
    workspace: workspace?.name ?? "",
    arguments: params.arguments,
  };
}

/** The result of a tool that was not called, for the model to read. */
export function notCalled(text: string): JsonObject {
  return { content: [{ type: "text", text }], isError: true };
}
