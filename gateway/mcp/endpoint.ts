import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "#gateway/mcp/body";
import { makeRoomForBody } from "#gateway/mcp/body-room";
import { hasKeyInQuery, keyInQuery, readCredential, refuseRepeated } from "#gateway/mcp/credential";
import { checkHost, checkOrigin, corsHeaders, preflightHeaders } from "#gateway/mcp/origin";
import { send } from "#gateway/mcp/send";
import { addressBehindProxy } from "#lib/auth/client-address";
import type { Clock } from "#lib/clock";
import { recordAttempt } from "#lib/connection/record-attempt";
import { admit } from "#lib/gateway/admit";
import { answer } from "#lib/gateway/answer";
import { countKeyCall } from "#lib/gateway/calls/call-limits";
import { cancelFlight } from "#lib/gateway/calls/in-flight";
import { takeResponse } from "#lib/gateway/confirmation/questions";
import { type Envelope, readEnvelope } from "#lib/gateway/messages/envelope";
import { type ClientMessage, parseMessage, requestIdOf } from "#lib/gateway/messages/message";
import { errorReply, type Reply } from "#lib/gateway/messages/reply";
import { invalidParams, RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import {
  beginObservation,
  finishObservation,
  type Observation,
  observeError,
  observeKey,
  observeRequest,
} from "#lib/gateway/observation/observation";
import type { McpRequest } from "#lib/gateway/request";
import type { Requester } from "#lib/gateway/requester";
import { readAgain, type Standing } from "#lib/gateway/standing/recheck";
import { watch } from "#lib/gateway/standing/watch";
import { noteUse } from "#lib/gateway/use";
import { log } from "#lib/log";
import { type Era, RPC_CODE, type RpcId } from "#lib/mcp/protocol";

/** Few hundred are needed. */
const LISTEN_MAX_CHARACTERS = 16 * 1024;

/**
 * The endpoint that MCP clients call: `/mcp`, and `/mcp/inspector` for keys alone. Never rejects.
 * It reads from and writes to Node's own objects: what a framework makes for each request costs more than all of this.
 */
export async function mcpEndpoint({ incoming, outgoing }: HttpExchange, clock: Clock): Promise<void> {
  const { origin } = incoming.headers;
  const observation = beginObservation(clock.now(), header(incoming, "x-request-id"), addressOf(incoming));
  const { requestId } = observation;
  const known: Known = { text: "", leaveRoom: null, id: null, era: null, observation };
  let reply: Reply;
  try {
    checkHost(incoming.headers);
    checkOrigin(origin);
    if (incoming.method === "OPTIONS") {
      outgoing.writeHead(204, preflightHeaders(origin, incoming.headers["access-control-request-headers"])).end();
      finishObservation(observation);
      return;
    }
    reply = await post({ incoming, outgoing }, clock, known);
  } catch (error) {
    observeError(observation, error);
    reply = errorReply(known.id ?? requestIdOf(known.text), asRpcError(error, requestId), requestId, known.era);
  }
  send(outgoing, reply, corsHeaders(origin), observation);
}

/** What was learned of a request until it was refused, for the answer. */
type Known = {
  text: string;
  leaveRoom: McpRequest["leaveRoom"];
  id: RpcId | null;
  era: Era | null;
  observation: Observation;
};

async function post(exchange: HttpExchange, clock: Clock, known: Known): Promise<Reply> {
  const { incoming, outgoing } = exchange;
  const { at: now, address } = known.observation;
  if (hasKeyInQuery(incoming.url ?? "")) {
    const userAgent = incoming.headers["user-agent"];
    recordAttempt({ at: now, address, problem: "in_query", keyId: null, tokenStart: null, userAgent });
    throw keyInQuery();
  }
  if (incoming.method !== "POST") {
    const message =
      "Send JSON-RPC messages by POST. There are no streams to open by GET and no sessions to end by DELETE.";
    throw refusal(405, "METHOD_NOT_ALLOWED", message, { allow: "POST, OPTIONS" });
  }
  refuseRepeated(incoming.rawHeaders);
  const { authorization } = incoming.headers;
  const token = readCredential({
    authorization,
    apiKey: header(incoming, "x-api-key") ?? undefined,
  });
  const { ringCount: rungBefore } = watch();
  // Both take a moment and neither needs the other; the refusal of the key comes first, with the id from the body.
  const admission = admit({ token, authorization, address, userAgent: incoming.headers["user-agent"] }, now);
  known.text = await readBody(incoming, admission, async (bytes) => {
    known.leaveRoom = await makeRoomForBody(admission, outgoing, bytes);
  });
  // Read while the database looks the key up. What is wrong with it only those learn whose key is good.
  const read = readMessage(incoming, known);
  const { access, refused } = await admission;
  if (!access) throw refused;
  observeKey(known.observation, access);
  const counted = countKeyCall(access.keyId);
  if (counted) await counted;
  if (!isJson(incoming)) throw refusal(415, "UNSUPPORTED_MEDIA_TYPE", "The Content-Type must be application/json.");
  if (!read.message) throw read.error;
  const recheck = () => readAgain(token, address, clock.now());
  // Not waited for here, where the whole message would be held until the answer.
  return answerMessage(exchange, read, { access, address, now, clock, rungBefore, recheck }, known);
}

type ReadMessage = { message: ClientMessage; envelope: Envelope };
type Unreadable = { message?: undefined; error: unknown };

function readMessage(incoming: IncomingMessage, known: Known): ReadMessage | Unreadable {
  try {
    const message = parseMessage(known.text);
    if (message.kind === "request") known.id = message.id;
    const envelope = readEnvelope(message, {
      version: header(incoming, "mcp-protocol-version"),
      method: header(incoming, "mcp-method"),
      name: header(incoming, "mcp-name"),
    });
    known.era = envelope.era;
    return { message, envelope };
  } catch (error) {
    return { error };
  }
}

type Admitted = Standing & { address: string; now: Date };

function answerMessage(
  { incoming, outgoing }: HttpExchange,
  { message, envelope }: ReadMessage,
  { access, address, now, clock, rungBefore, recheck }: Admitted,
  known: Known,
): Reply | Promise<Reply> {
  const userAgent = header(incoming, "user-agent");
  const requester: Requester = { keyId: access.keyId, userAgent, address };
  const { observation } = known;
  observation.client = noteUse(requester, message, envelope, now);
  if (message.kind !== "request") {
    if (message.kind === "response") takeResponse(access.keyId, message.id, message.result);
    const isCancellation = message.kind === "notification" && message.method === "notifications/cancelled";
    if (isCancellation) cancelFlight(requester, message.params.requestId);
    return { form: "accepted" };
  }
  observeRequest(observation, message, incoming.headers);
  if (message.method === "subscriptions/listen") refuseLarge(known.text);
  // From here on the message stands for it.
  known.text = "";
  return answer({
    ...message,
    envelope,
    access,
    requester,
    paramHeaders: paramHeadersOf(incoming),
    acceptsEvents: acceptsEvents(incoming),
    now,
    observation,
    clock,
    rungBefore,
    recheck,
    leaveRoom: known.leaveRoom,
    whenGone: (callback) => whenGone(outgoing, callback),
  });
}

/** A stream lasts for hours, and would keep for itself the room in which all large bodies take turns. */
function refuseLarge(text: string): void {
  if (text.length <= LISTEN_MAX_CHARACTERS) return;
  throw invalidParams(`A subscription is asked for in at most ${LISTEN_MAX_CHARACTERS} characters`);
}

/** Calls back when the client goes away. @returns to be called when that no longer matters */
function whenGone(outgoing: ServerResponse, callback: () => void): () => void {
  if (outgoing.destroyed) callback();
  outgoing.on("close", callback);
  return () => outgoing.off("close", callback);
}

function addressOf(incoming: IncomingMessage): string {
  const forwardedFor = header(incoming, "x-forwarded-for") ?? undefined;
  return addressBehindProxy(incoming.socket.remoteAddress ?? "unknown", forwardedFor);
}

/** A header as text; Node joins repeated ones. Null when absent. */
function header(incoming: IncomingMessage, name: string): string | null {
  const value = incoming.headers[name];
  return value === undefined ? null : String(value).trim();
}

function isJson(incoming: IncomingMessage): boolean {
  const type = incoming.headers["content-type"];
  return type?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}

/** Clients must accept both forms; one that asks for JSON alone (curl) gets the response without what came before. */
function acceptsEvents(incoming: IncomingMessage): boolean {
  const { accept } = incoming.headers;
  return accept?.includes("text/event-stream") ?? false;
}

function paramHeadersOf(incoming: IncomingMessage): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name in incoming.headers) {
    if (name.startsWith("mcp-param-")) found[name] = String(incoming.headers[name]);
  }
  return found;
}

/** A request and its answer, as Node's HTTP server hands them over. */
type HttpExchange = { incoming: IncomingMessage; outgoing: ServerResponse };

function asRpcError(error: unknown, requestId: string): RpcError {
  if (error instanceof RpcError) return error;
  const isGone = error instanceof Error && error.name === "AbortError";
  if (!isGone) log().error({ error, requestId }, "A request to the gateway ended with a defect.");
  return new RpcError(RPC_CODE.internalError, "Internal error", { status: 500 });
}
