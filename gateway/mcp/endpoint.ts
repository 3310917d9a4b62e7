import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "#gateway/mcp/body";
import { acquireBodyMemory } from "#gateway/mcp/body-memory";
import { hasKeyInQuery, keyInQuery, readCredential, refuseRepeated } from "#gateway/mcp/credential";
import { checkHost, checkOrigin, corsHeaders, preflightHeaders } from "#gateway/mcp/origin";
import { acceptsEvents, addressOf, header, isJson, paramHeadersOf } from "#gateway/mcp/request-headers";
import { send } from "#gateway/mcp/send";
import { isForKeysAlone } from "#gateway/paths";
import type { Clock } from "#lib/clock";
import { recordAttempt } from "#lib/connection/record-attempt";
import { startOfToken } from "#lib/connection/refusal-kind";
import { answer } from "#lib/gateway/answer";
import { cancelCall } from "#lib/gateway/calls/cancel-call";
import { countForKey } from "#lib/gateway/calls/count";
import { deliverResponse } from "#lib/gateway/confirmation/questions";
import { databaseRefusal } from "#lib/gateway/messages/database-refusal";
import { type Envelope, readEnvelope } from "#lib/gateway/messages/envelope";
import { type ClientMessage, parseMessage, requestIdOf } from "#lib/gateway/messages/message";
import { RefusedKey } from "#lib/gateway/messages/refused-key";
import { cancelledReply, errorReply, type Reply } from "#lib/gateway/messages/reply";
import { invalidParams, RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import {
  beginObservation,
  finishObservation,
  type Observation,
  observeError,
  observeKey,
  observeRequest,
} from "#lib/gateway/observation/observation";
import { admit } from "#lib/gateway/request/admit";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { noteUse, refusedClient } from "#lib/gateway/request/note-use";
import { recheckKey } from "#lib/gateway/request/recheck-key";
import type { Requester } from "#lib/gateway/request/requester";
import { watch } from "#lib/gateway/watch/watch";
import { isPlainBody, PACKED_BODY, PLAIN_BODIES_ONLY } from "#lib/http/request-problem";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { log } from "#lib/log";
import { type Era, RPC_CODE, type RpcId } from "#lib/mcp/protocol";

/** The longest body that may ask for a subscription. A real one has a few hundred characters. */
const LISTEN_MAX_CHARACTERS = 16 * 1024;

/**
 * The endpoint that MCP clients call: `/mcp`, and `/mcp/inspector` for keys only. Never rejects.
 * It uses Node's own request and response, because the objects that a framework makes for each request cost more than
 * all of this.
 */
export async function mcpEndpoint({ incoming, outgoing }: HttpExchange, clock: Clock): Promise<void> {
  const { origin } = incoming.headers;
  const observation = beginObservation(
    clock.now(),
    header(incoming, "x-request-id"),
    addressOf(incoming),
    header(incoming, "user-agent"),
  );
  const { requestId } = observation;
  const received: Received = { text: "", releaseBody: null, id: null, era: null, observation };
  let reply: Reply;
  try {
    checkHost(incoming.headers);
    checkOrigin(origin);
    if (incoming.method === "OPTIONS") {
      outgoing.writeHead(204, preflightHeaders(origin, incoming.headers["access-control-request-headers"])).end();
      finishObservation(observation);
      return;
    }
    reply = await post({ incoming, outgoing }, clock, received);
  } catch (error) {
    observeError(observation, error);
    reply = isCancelled(error, received, outgoing)
      ? cancelledReply(received.id, acceptsEvents(incoming), requestId)
      : errorReply(idFor(error, received), asRpcError(error, requestId), requestId, received.era);
  }
  send(outgoing, reply, corsHeaders(origin), observation);
}

/** What has been read of a request so far. A refusal needs it for its answer. */
type Received = {
  text: string;
  releaseBody: McpRequest["releaseBody"];
  id: RpcId | null;
  era: Era | null;
  observation: Observation;
};

/** Reads a message while its key is checked, and has it answered. */
async function post(exchange: HttpExchange, clock: Clock, received: Received): Promise<Reply> {
  const { incoming, outgoing } = exchange;
  const { at: now, address } = received.observation;
  const userAgent = incoming.headers["user-agent"];
  if (hasKeyInQuery(incoming.url ?? "")) {
    const tokenStart = startOfToken(incoming.url ?? "");
    recordAttempt({ at: now, address, problem: "in_query", keyId: null, tokenStart, userAgent });
    throw keyInQuery();
  }
  refuseRepeated(incoming.rawHeaders);
  const { authorization } = incoming.headers;
  const token = readCredential({
    authorization,
    apiKey: header(incoming, "x-api-key") ?? undefined,
  });
  const { ringCount: rungBefore } = watch();
  // The key is checked while the body is read. A refusal of the key comes first, and has the id from the body.
  const signIn = isForKeysAlone(incoming.url) ? "hidden" : "offered";
  const admission = admit({ token, authorization, signIn }, address, userAgent, now);
  if (incoming.method !== "POST") return refuseMethod(admission);
  received.text = await readBody(incoming, admission, async (bytes) => {
    received.releaseBody = await acquireBodyMemory(admission, outgoing, bytes);
  });
  // Parsed while the database looks the key up. Only an accepted key learns of an error in the message.
  const read = readMessage(incoming, received);
  const access = await admission;
  if (access instanceof RefusedKey && read.message) {
    access.client = refusedClient(access, read.message, read.envelope, received.observation);
  }
  if (access instanceof RpcError) throw access;
  observeKey(received.observation, access);
  const counting = countForKey(access.keyId);
  // A count in memory is no promise. Awaiting it anyway would cost one promise for each call (decision 22).
  if (counting) await counting;
  if (!isJson(incoming)) throw refusal(415, "UNSUPPORTED_MEDIA_TYPE", "The Content-Type must be application/json.");
  if (!isPlainBody(incoming)) throw refusal(415, "UNSUPPORTED_MEDIA_TYPE", PACKED_BODY, PLAIN_BODIES_ONLY);
  if (!read.message) throw read.error;
  const recheck = () => recheckKey(token, address, clock.now());
  const requester = { access, userAgent: received.observation.userAgent, address, clock, rungBefore, recheck };
  // Not awaited here, because this function would keep the whole message in memory until the answer.
  return answerMessage(exchange, read, requester, received);
}

/**
 * Refuses every method but POST. The credential comes first: some clients show the status of their GET alone, and "405"
 * would hide that their key does not work. It is no call, so it counts towards no usage.
 * @throws the refusal of the key, else RpcError 405
 */
async function refuseMethod(admission: Promise<KeyAccess | RpcError>): Promise<never> {
  const access = await admission;
  if (access instanceof RpcError) throw access;
  const message =
    "Send JSON-RPC messages by POST. There are no streams to open by GET and no sessions to end by DELETE.";
  throw refusal(405, "METHOD_NOT_ALLOWED", message, { allow: "POST, OPTIONS" });
}

type ReadMessage = { message: ClientMessage; envelope: Envelope };
type Unreadable = { message?: undefined; error: unknown };

function readMessage(incoming: IncomingMessage, received: Received): ReadMessage | Unreadable {
  try {
    const message = parseMessage(received.text);
    if (message.kind === "request") received.id = message.id;
    const envelope = readEnvelope(message, {
      version: header(incoming, "mcp-protocol-version"),
      method: header(incoming, "mcp-method"),
      name: header(incoming, "mcp-name"),
    });
    received.era = envelope.era;
    return { message, envelope };
  } catch (error) {
    return { error };
  }
}

function answerMessage(
  { incoming, outgoing }: HttpExchange,
  { message, envelope }: ReadMessage,
  requester: Requester,
  received: Received,
): Promise<Reply> {
  const { observation } = received;
  const { at: now } = observation;
  observation.client = noteUse(requester, message, envelope, now);
  if (message.kind !== "request") {
    if (message.kind === "response" && message.id !== null) {
      deliverResponse(requester.access.keyId, message.id, message.result);
    }
    const isCancellation = message.kind === "notification" && message.method === "notifications/cancelled";
    if (isCancellation) cancelCall(requester, message.params.requestId);
    return Promise.resolve({ form: "accepted" });
  }
  observeRequest(observation, message, incoming.headers);
  if (message.method === "subscriptions/listen") refuseLarge(received.text);
  // The message has all that is needed from here on.
  received.text = "";
  return answer({
    ...message,
    envelope,
    requester,
    paramHeaders: paramHeadersOf(incoming),
    acceptsEvents: acceptsEvents(incoming),
    now,
    observation,
    releaseBody: received.releaseBody,
    whenGone: (callback) => whenGone(outgoing, callback),
  });
}

/** A stream lasts for hours, and would keep a part of the memory for large bodies as long. */
function refuseLarge(text: string): void {
  if (text.length <= LISTEN_MAX_CHARACTERS) return;
  throw invalidParams(`A request for a subscription must have at most ${LISTEN_MAX_CHARACTERS} characters`);
}

/**
 * Calls back when the client closes the connection.
 * @returns a function that ends the listening
 */
function whenGone(outgoing: ServerResponse, callback: () => void): () => void {
  if (outgoing.destroyed) callback();
  outgoing.on("close", callback);
  return () => outgoing.off("close", callback);
}

/** A request and its response, as Node's HTTP server gives them. */
type HttpExchange = { incoming: IncomingMessage; outgoing: ServerResponse };

/**
 * Whether a request ended because its client cancelled it. A client of the 2025 revisions does so by another request, so
 * it is still there; a client of the 2026 revision closes the connection.
 */
function isCancelled(error: unknown, { era }: Received, outgoing: ServerResponse): boolean {
  return isAbort(error) && era === "legacy" && !outgoing.destroyed;
}

function idFor(error: unknown, { id, text }: Received): RpcId | null {
  return id ?? (error instanceof RpcError ? error.id : null) ?? requestIdOf(text);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function asRpcError(error: unknown, requestId: string): RpcError {
  if (error instanceof RpcError) return error;
  const away = databaseRefusal(error);
  if (away) {
    log().warn({ error, requestId }, "A request to the gateway failed: the database is away.");
    return away;
  }
  if (!isAbort(error)) log().error({ error, requestId }, "A request to the gateway ended with a defect.");
  return new RpcError(RPC_CODE.internalError, "Internal error", { status: 500 });
}
